import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Interrupted } from '../../lib/cli/explain-error.ts'
import { run } from '../../lib/cli/run.ts'
import { startRecordingApiServer } from '../conformance/recording-api-server.ts'
import { type S3Refusal, startRecordingS3 } from '../conformance/recording-s3.ts'
import { capturedSurroundings } from './captured-surroundings.ts'

const MEGABYTE = 1024 ** 2

describe('files of the submitting side', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sparkdrop-upload-'))
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const file = async (name: string, bytes: Uint8Array | string = name): Promise<string> => {
    await writeFile(join(folder, name), bytes)
    return join(folder, name)
  }

  /** One submission against an API server and a store that refuse what they are told to refuse. */
  const submit = async (
    options: readonly string[],
    {
      refuse,
      forbidPods = false,
      signal,
      hadoopConfDir,
    }: {
      refuse?: (method: string, key: string, url: URL) => S3Refusal | undefined
      forbidPods?: boolean
      signal?: AbortSignal
      hadoopConfDir?: string
    } = {},
  ) => {
    const fail = forbidPods ? [{ method: 'POST', path: '/pods$', code: 403, message: 'pods is forbidden' }] : []
    await using api = await startRecordingApiServer([], fail)
    await using s3 = await startRecordingS3(refuse)
    const surroundings = capturedSurroundings({
      cwd: folder,
      environment: { SPARK_USER: 'tester', HOME: folder, HADOOP_CONF_DIR: hadoopConfDir },
      ...(signal === undefined ? {} : { signal }),
    })
    const args = [
      ...['submit', '--master', `k8s://http://${api.address}`, '--class', 'com.example.Main', '--name', 'job'],
      ...['--conf', 'spark.kubernetes.container.image=spark:4.1.4'],
      ...['--conf', 'spark.kubernetes.submission.waitAppCompletion=false'],
      ...['--conf', `spark.hadoop.fs.s3a.endpoint=${s3.url}`, '--conf', 'spark.hadoop.fs.s3a.path.style.access=true'],
      ...['--conf', 'spark.hadoop.fs.s3a.access.key=key', '--conf', 'spark.hadoop.fs.s3a.secret.key=secret'],
      ...options,
    ]
    const exitCode = await run(args, surroundings)
    return { exitCode, stderr: surroundings.written.stderr, api, s3 }
  }
  const UPLOAD = ['--conf', 'spark.kubernetes.file.upload.path=s3a://bucket/staging']

  it('are put into the bucket, each below a folder of its own', async () => {
    await file('a.jar')
    await file('app.jar')
    const { exitCode, stderr, s3 } = await submit([...UPLOAD, '--jars', 'a.jar', 'app.jar'])
    expect(exitCode, stderr).toBe(0)
    const stored = Array.from(s3.objects, ([key, bytes]) => [
      key.replace(/spark-upload-[0-9a-f-]{36}/, 'X'),
      `${bytes}`,
    ])
    expect(stored.toSorted()).toEqual([
      ['bucket/staging/X/a.jar', 'a.jar'],
      ['bucket/staging/X/app.jar', 'app.jar'],
    ])
    expect(new Set(Array.from(s3.objects.keys(), (key) => key.split('/')[2])).size).toBe(2)
  })

  it('are put in parts where they are large, whole again in the end', async () => {
    const bytes = randomBytes(11 * MEGABYTE)
    await file('app.jar', bytes)
    const { exitCode, stderr, s3 } = await submit([...UPLOAD, 'app.jar'])
    expect(exitCode, stderr).toBe(0)
    expect(s3.requests.filter((request) => /PUT .*partNumber=/.test(request))).toHaveLength(3)
    expect([...s3.objects.values()][0]?.equals(bytes)).toBe(true)
  })

  it('leave nothing behind where one of them is refused', async () => {
    for (const name of ['a.jar', 'b.jar', 'c.jar', 'app.jar']) await file(name)
    const refuse = (method: string, key: string) =>
      method === 'PUT' && key.endsWith('/b.jar') ? { status: 403, code: 'AccessDenied' } : undefined
    const { exitCode, stderr, s3, api } = await submit([...UPLOAD, '--jars', 'a.jar,b.jar,c.jar', 'app.jar'], {
      refuse,
    })
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(
      /^sparkdrop: uploading s3:\/\/bucket\/staging\/.*\/b\.jar: sparkdrop may not read or write it\n$/,
    )
    expect(s3.objects.size).toBe(0)
    expect(api.requests).toEqual([])
  })

  it('take their parts back where one of these is refused', async () => {
    await file('app.jar', randomBytes(11 * MEGABYTE))
    const refuse = (_: string, __: string, url: URL) =>
      url.searchParams.get('partNumber') === '2' ? { status: 403, code: 'AccessDenied' } : undefined
    const { exitCode, s3 } = await submit([...UPLOAD, 'app.jar'], { refuse })
    expect(exitCode).toBe(1)
    expect(s3.requests.filter((request) => /^DELETE .*uploadId=/.test(request))).toHaveLength(1)
    expect(s3.objects.size).toBe(0)
  })

  it('are taken back where the driver is refused', async () => {
    await file('app.jar')
    const { exitCode, stderr, s3 } = await submit([...UPLOAD, 'app.jar'], { forbidPods: true })
    expect(exitCode).toBe(1)
    expect(stderr).toContain('pods is forbidden')
    expect(s3.requests.some((request) => request.startsWith('PUT '))).toBe(true)
    expect(s3.objects.size).toBe(0)
  })

  it('are taken back where the person has had enough', async () => {
    await file('app.jar')
    const stop = new AbortController()
    const refuse = (method: string) => {
      if (method === 'PUT') stop.abort(new Interrupted('SIGINT'))
      return undefined
    }
    const { exitCode, s3, api } = await submit([...UPLOAD, 'app.jar'], { refuse, signal: stop.signal })
    expect(exitCode).toBe(130)
    expect(s3.objects.size).toBe(0)
    expect(api.requests).toEqual([])
  })

  it('leave no parts where the person has had enough in the midst of one', async () => {
    await file('app.jar', randomBytes(21 * MEGABYTE))
    const stop = new AbortController()
    const refuse = (_: string, __: string, url: URL) => {
      if (url.searchParams.get('partNumber') === '2') stop.abort(new Interrupted('SIGINT'))
      return undefined
    }
    const { exitCode, s3 } = await submit([...UPLOAD, 'app.jar'], { refuse, signal: stop.signal })
    expect(exitCode).toBe(130)
    expect(s3.openUploads).toEqual([])
    expect(s3.objects.size).toBe(0)
  })

  it('are taken back where the store did not say whether it has them', async () => {
    await file('app.jar')
    const refuse = (method: string) => (method === 'PUT' ? { status: 500, code: 'InternalError' } : undefined)
    const { exitCode, s3 } = await submit([...UPLOAD, 'app.jar'], { refuse })
    expect(exitCode).toBe(75)
    expect(s3.requests.filter((request) => request.startsWith('DELETE '))).toHaveLength(1)
  })

  it('are copied where the upload path is a folder, and taken back likewise', async () => {
    await file('my app.jar')
    const path = ['--conf', `spark.kubernetes.file.upload.path=file://${folder}/shared`]
    const kept = await submit([...path, 'my app.jar'])
    expect(kept.exitCode, kept.stderr).toBe(0)
    const [one = ''] = await readdir(join(folder, 'shared'))
    expect(await readFile(join(folder, 'shared', one, 'my app.jar'), 'utf8')).toBe('my app.jar')
    const refused = await submit([...path, 'my app.jar'], { forbidPods: true })
    expect(refused.exitCode).toBe(1)
    expect(await readdir(join(folder, 'shared'))).toEqual([one])
  })

  it('may be named by globs', async () => {
    await mkdir(join(folder, 'libs'))
    for (const name of ['libs/b.jar', 'libs/a.jar', 'libs/no.txt', 'app.jar']) await file(name)
    const { s3 } = await submit([...UPLOAD, '--jars', 'libs/*.jar', 'app.jar'])
    expect(Array.from(s3.objects.keys(), (key) => key.split('/').pop()).toSorted()).toEqual([
      'a.jar',
      'app.jar',
      'b.jar',
    ])
  })

  it('are put where core-site.xml says the store is', async () => {
    await file('app.jar')
    await using store = await startRecordingS3()
    const settings = { endpoint: store.url, 'path.style.access': 'true', 'access.key': 'key', 'secret.key': 'secret' }
    const properties = Object.entries(settings).map(
      ([name, value]) => `<property><name>fs.s3a.bucket.bucket.${name}</name><value>${value}</value></property>`,
    )
    await file('core-site.xml', `<configuration>${properties.join('')}</configuration>`)
    const { exitCode, stderr, s3 } = await submit([...UPLOAD, 'app.jar'], { hadoopConfDir: folder })
    expect(exitCode, stderr).toBe(0)
    expect([store.objects.size, s3.objects.size]).toEqual([1, 0])
  })

  it('are told of where a glob means none of them', async () => {
    await file('app.jar')
    const { exitCode, stderr, s3 } = await submit([...UPLOAD, '--jars', 'none/*.jar', 'app.jar'])
    expect(exitCode, stderr).toBe(0)
    expect(stderr).toMatch(
      /warning: spark\.jars: no file matches file:.*\/none\/\*\.jar, so that Spark will go without\n/,
    )
    expect(s3.objects.size).toBe(1)
  })

  it.each([
    [['--jars', 'none.jar'], 'spark.jars: ', 'none.jar does not exist'],
    [['--files', '.'], 'spark.files: ', 'is not a file'],
    [['--archives', '*.zip#one'], 'spark.archives: ', 'resolves ambiguously to multiple files'],
  ])('are looked for before anything is sent: %j', async (options, ...parts) => {
    for (const name of ['app.jar', 'a.zip', 'b.zip']) await file(name)
    const { exitCode, stderr, s3 } = await submit([...UPLOAD, ...options, 'app.jar'])
    expect(exitCode).toBe(1)
    for (const part of parts) expect(stderr).toContain(part)
    expect(s3.requests).toEqual([])
  })

  it('cannot be uploaded to what is neither S3 nor a folder', async () => {
    await file('app.jar')
    const { exitCode, stderr } = await submit(['--conf', 'spark.kubernetes.file.upload.path=hdfs://nn/x', 'app.jar'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('spark.kubernetes.file.upload.path: files can be uploaded to s3a:// and file:// only')
  })
})
