import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { content, type ObjectServer, refusal, startObjectServer } from './object-server.ts'

const MAIN = fileURLToPath(new URL('../../../images/driver/main.ts', import.meta.url))
const UPLOAD = 'spark.kubernetes.file.upload.path=s3a\\://bucket/staging\n'

describe("the driver image's entrypoint", () => {
  let folder: string
  let server: ObjectServer | undefined
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'entrypoint-'))
    await mkdir(join(folder, 'bin'))
    await mkdir(join(folder, 'conf'))
    await writeFile(join(folder, 'termination-log'), '')
  })
  afterEach(async () => {
    await server?.stop()
    server = undefined
    await rm(folder, { recursive: true, force: true })
  })

  /** A spark-submit (or any other program in the image's bin) that is a shell script. */
  const program = async (script: string, name = 'spark-submit'): Promise<void> => {
    const file = join(folder, 'bin', name)
    await writeFile(file, `#!/bin/sh\n${script}\n`)
    await chmod(file, 0o755)
  }

  const properties = (content: string): Promise<void> => writeFile(join(folder, 'conf/spark.properties'), content)

  const start = (args: readonly string[], env: Record<string, string> = {}) =>
    spawn(process.execPath, [MAIN, ...args], {
      env: {
        PATH: `${join(folder, 'bin')}:${process.env['PATH']}`,
        SPARK_HOME: folder,
        SPARK_CONF_DIR: join(folder, 'conf'),
        SPARK_LOCAL_DIRS: join(folder, 'local'),
        SPARK_DRIVER_BIND_ADDRESS: '10.0.0.1',
        SPARKDROP_TERMINATION_LOG: join(folder, 'termination-log'),
        AWS_ENDPOINT_URL: server?.url ?? 'http://127.0.0.1:1',
        AWS_ACCESS_KEY_ID: 'x',
        AWS_SECRET_ACCESS_KEY: 'x',
        ...env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })

  const run = async (args: readonly string[], env: Record<string, string> = {}) => {
    const child = start(args, env)
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
    if (child.exitCode === null) await once(child, 'exit')
    const message = await readFile(join(folder, 'termination-log'), 'utf8')
    return { exitCode: child.exitCode, out, err, message }
  }

  it('hands a driver local files for what is staged, by a changed copy of its settings', async () => {
    server = await startObjectServer({
      '/bucket/staging/u1/app.jar': [content('the jar')],
      '/bucket/staging/u2/data.txt': [content('the data')],
    })
    await properties(
      `${UPLOAD}spark.jars=s3a\\://bucket/staging/u1/app.jar\nspark.files=s3a\\://bucket/staging/u2/data.txt\n`,
    )
    await program('echo "$@"; grep -v "^#" "$8"; cat $(sed -n "s/^spark.jars=//p" "$8")')
    const mounted = join(folder, 'conf/spark.properties')
    const { exitCode, out } = await run([
      'driver',
      '--properties-file',
      mounted,
      '--class',
      'C',
      'spark-internal',
      'a b',
    ])
    const local = join(folder, 'local/sparkdrop-dependencies')
    expect(out.split('\n')).toEqual([
      '--conf spark.driver.bindAddress=10.0.0.1 --conf spark.executorEnv.SPARK_DRIVER_POD_IP=10.0.0.1 ' +
        `--deploy-mode client --properties-file ${local}/spark.properties --class C spark-internal a b`,
      `spark.files=${local}/1/data.txt`,
      `spark.jars=${local}/0/app.jar`,
      UPLOAD.trim(),
      'the jar',
    ])
    expect(exitCode).toBe(0)
    expect(await readFile(join(local, '1/data.txt'), 'utf8')).toBe('the data')
  })

  it('runs the stock command unchanged where nothing is staged', async () => {
    await properties('spark.jars=local\\:///opt/app.jar\n')
    await program('shift 6; echo "$@"')
    const { out } = await run([
      'driver',
      '--properties-file',
      join(folder, 'conf/spark.properties'),
      'local:///opt/app.jar',
      'x',
    ])
    expect(out).toBe(`--properties-file ${folder}/conf/spark.properties local:///opt/app.jar x\n`)
  })

  it.each([
    ['is missing', refusal(404, 'NoSuchKey'), 66, 'fetching s3://bucket/staging/u/app.jar: there is no such object'],
    ['is refused', refusal(403, 'AccessDenied'), 77, 'fetching s3://bucket/staging/u/app.jar: sparkdrop may not'],
  ])('ends before the driver where a dependency %s, and says which', async (_, answer, code, says) => {
    server = await startObjectServer({ '/bucket/staging/u/app.jar': [answer] })
    await properties(`${UPLOAD}spark.jars=s3a\\://bucket/staging/u/app.jar\n`)
    await program('echo started')
    const { exitCode, out, err, message } = await run(['driver', 'spark-internal'])
    expect(exitCode).toBe(code)
    expect(out).toBe('')
    expect(err).toContain(says)
    expect(message).toContain(says)
  })

  it('ends with 78 where the settings cannot be read', async () => {
    const { exitCode, message } = await run(['driver', '--properties-file', '/nonexistent', 'app.jar'])
    expect(exitCode).toBe(78)
    expect(message).toContain("cannot read the driver's settings: ENOENT")
  })

  it("passes on the driver's output and exit code, and leaves the error that ended it as termination message", async () => {
    await properties('')
    await program('echo out; echo "Exception in thread \\"main\\" java.lang.Error: boom" >&2; exit 101')
    const { exitCode, out, err, message } = await run(['driver', 'app.jar'])
    expect({ exitCode, out }).toEqual({ exitCode: 101, out: 'out\n' })
    expect(err).toBe('Exception in thread "main" java.lang.Error: boom\n')
    expect(message).toBe('Exception in thread "main" java.lang.Error: boom')
  })

  it('leaves no message where the driver succeeds, and bears with there being no message file', async () => {
    await properties('')
    await program('echo fine')
    expect(await run(['driver', 'app.jar'])).toMatchObject({ exitCode: 0, message: '' })
    await program('exit 1')
    const nowhere = { SPARKDROP_TERMINATION_LOG: '/nonexistent/termination-log' }
    expect(await run(['driver', 'app.jar'], nowhere)).toMatchObject({ exitCode: 1 })
  })

  it('passes SIGTERM to the driver, and ends as it does', async () => {
    await properties('')
    await program("trap 'echo stopping; exit 143' TERM; echo up; while :; do sleep 0.05; done")
    const child = start(['driver', 'app.jar'])
    const exited = once(child, 'exit')
    let out = ''
    for await (const chunk of child.stdout) {
      out += chunk
      if (out === 'up\n') child.kill('SIGTERM')
    }
    expect(out).toBe('up\nstopping\n')
    expect(await exited).toEqual([143, null])
  })

  it('gives 128 + n where the driver dies of signal n', async () => {
    await properties('')
    await program('kill -KILL $$')
    expect(await run(['driver', 'app.jar'])).toMatchObject({ exitCode: 137 })
  })

  it('becomes the executor', async () => {
    await mkdir(join(folder, 'jdk/bin'), { recursive: true })
    await writeFile(join(folder, 'jdk/bin/java'), '#!/bin/sh\necho $$ "$1" "$2"\n')
    await chmod(join(folder, 'jdk/bin/java'), 0o755)
    const names = [
      'DRIVER_URL',
      'EXECUTOR_ID',
      'EXECUTOR_CORES',
      'APPLICATION_ID',
      'EXECUTOR_POD_IP',
      'RESOURCE_PROFILE_ID',
    ]
    const env = Object.fromEntries(names.map((name) => [`SPARK_${name}`, 'x']))
    const all = { ...env, JAVA_HOME: join(folder, 'jdk'), SPARK_EXECUTOR_MEMORY: '1g', SPARK_EXECUTOR_POD_NAME: 'p' }
    const child = start(['executor'], all)
    expect(await text(child.stdout)).toBe(`${child.pid} -Xms1g -Xmx1g\n`)
  })

  it('becomes any other command', async () => {
    await program('echo "$0" "$@"; exit 7', 'tool')
    expect(await run(['tool', 'a', 'b c'])).toMatchObject({ exitCode: 7, out: `${folder}/bin/tool a b c\n` })
    expect(await run(['no-such-tool'])).toMatchObject({
      exitCode: 78,
      message: 'sparkdrop: no-such-tool is not on the PATH',
    })
  })
})
