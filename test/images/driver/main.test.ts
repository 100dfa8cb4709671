import { once } from 'node:events'
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bundleDriver } from '../../../images/driver/bundle.ts'
import { FakeContainer } from './fake-container.ts'
import { content, refusal, startObjectServer } from './object-server.ts'

const UPLOAD = 'spark.kubernetes.file.upload.path=s3a\\://bucket/staging\n'

describe("the driver image's entrypoint", () => {
  let container: FakeContainer
  let folder: string
  beforeEach(async () => {
    container = await FakeContainer.make()
    folder = container.folder
  })
  afterEach(() => container.remove())

  it('hands a driver local files for what is staged, by a changed copy of its settings', async () => {
    const objects = {
      '/bucket/staging/u1/app.jar': [content('the jar')],
      '/bucket/staging/u2/data.txt': [content('the data')],
    }
    container.reach(await startObjectServer(objects))
    await container.properties(
      `${UPLOAD}spark.jars=s3a\\://bucket/staging/u1/app.jar\nspark.files=s3a\\://bucket/staging/u2/data.txt\n`,
    )
    await container.program('echo "$@"; grep -v "^#" "$8"; cat $(sed -n "s/^spark.jars=//p" "$8")')
    const mounted = join(folder, 'conf/spark.properties')
    const { exitCode, out } = await container.run([
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
    await container.properties('spark.jars=local\\:///opt/app.jar\n')
    await container.program('shift 6; echo "$@"')
    const { out } = await container.run([
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
    container.reach(await startObjectServer({ '/bucket/staging/u/app.jar': [answer] }))
    await container.properties(`${UPLOAD}spark.jars=s3a\\://bucket/staging/u/app.jar\n`)
    await container.program('echo started')
    const { exitCode, out, err, message } = await container.run(['driver', 'spark-internal'])
    expect(exitCode).toBe(code)
    expect(out).toBe('')
    expect(err).toContain(says)
    expect(message).toContain(says)
  })

  it('ends with 78 where the settings cannot be read', async () => {
    const { exitCode, message } = await container.run(['driver', '--properties-file', '/nonexistent', 'app.jar'])
    expect(exitCode).toBe(78)
    expect(message).toContain("cannot read the driver's settings: ENOENT")
  })

  it("passes on the driver's output and exit code, and leaves the error that ended it as termination message", async () => {
    await container.properties('')
    await container.program('echo out; echo "Exception in thread \\"main\\" java.lang.Error: boom" >&2; exit 101')
    const { exitCode, out, err, message } = await container.run(['driver', 'app.jar'])
    expect({ exitCode, out }).toEqual({ exitCode: 101, out: 'out\n' })
    expect(err).toBe('Exception in thread "main" java.lang.Error: boom\n')
    expect(message).toBe('Exception in thread "main" java.lang.Error: boom')
  })

  it('leaves no message where the driver succeeds, and bears with there being no message file', async () => {
    await container.properties('')
    await container.program('echo fine')
    expect(await container.run(['driver', 'app.jar'])).toMatchObject({ exitCode: 0, message: '' })
    await container.program('exit 1')
    const nowhere = { SPARKDROP_TERMINATION_LOG: '/nonexistent/termination-log' }
    expect(await container.run(['driver', 'app.jar'], nowhere)).toMatchObject({ exitCode: 1 })
  })

  it('gives 128 + n where the driver dies of signal n', async () => {
    await container.properties('')
    await container.program('kill -KILL $$')
    expect(await container.run(['driver', 'app.jar'])).toMatchObject({ exitCode: 137 })
  })

  it('does not wait for what the driver leaves running', async () => {
    await container.properties('')
    await container.program('sleep 30 & echo $!; exit 3')
    const child = container.start(['driver', 'app.jar'])
    const [pid] = await once(child.stdout, 'data')
    expect(await once(child, 'exit')).toEqual([3, null])
    process.kill(Number(pid))
  })

  it('has the scheduler loop create executors where its parts lie beside it', async () => {
    await container.properties('spark.sparkdrop.scheduler.fallback=fail\n')
    await container.program('echo "$@"; echo "$SPARK_DIST_CLASSPATH $SPARKDROP_SCHEDULER_FILE"')
    const parts = join(folder, 'parts')
    await bundleDriver(parts)
    await writeFile(join(parts, 'shim.jar'), '')
    const { out } = await container.run(['driver', 'app.jar'], {}, join(parts, 'driver.mjs'))
    expect(out.split('\n').map((line) => line.replace(/^.* client /, ''))).toEqual([
      '--conf spark.kubernetes.allocation.pods.allocator=dev.sparkdrop.scheduler.LoopPodsAllocator ' +
        '--conf spark.sparkdrop.scheduler.fallback=fail app.jar',
      `${parts}/shim.jar ${parts}/scheduler.mjs`,
      '',
    ])
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
    const child = container.start(['executor'], all)
    expect(await text(child.stdout)).toBe(`${child.pid} -Xms1g -Xmx1g\n`)
  })

  it('becomes any other command', async () => {
    await container.program('echo "$0" "$@"; exit 7', 'tool')
    expect(await container.run(['tool', 'a', 'b c'])).toMatchObject({ exitCode: 7, out: `${folder}/bin/tool a b c\n` })
    expect(await container.run(['no-such-tool'])).toMatchObject({
      exitCode: 78,
      message: 'sparkdrop: no-such-tool is not on the PATH',
    })
  })
})
