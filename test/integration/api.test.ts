import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientConfig } from '../../local/demo/client-config.ts'
import { apiUrl } from './api-url.ts'
import { DropJobs } from './drop-jobs.ts'
import { runLivyClient } from './livy-clients.ts'
import { shellBlocks } from './readme.ts'

const run = promisify(execFile)
const PI_PY = fileURLToPath(new URL('../../examples/pi.py', import.meta.url))
const SIGNED = ['--aws-sigv4', 'aws:amz:us-east-1:execute-api', '--user', 'test:test'] as const
const PATIENCE_MS = 150_000
const ENDS = ['SUCCEEDED', 'FAILED', 'KILLED', 'REJECTED']

let jobs: DropJobs
let url: string
let folder: string
/** Below the upload path, where a job's files may lie beside the drop bucket. */
let jar: string
let py: string

beforeAll(async () => {
  jobs = await DropJobs.start()
  url = apiUrl(jobs.stack)
  folder = await mkdtemp(join(tmpdir(), 'sparkdrop-api-'))
  const { StagingBucket: Bucket, UploadPath } = jobs.stack.outputs
  const s3 = new S3Client({ ...clientConfig(jobs.stack.emulator), forcePathStyle: true })
  const put = async (name: string, file: string): Promise<string> => {
    const prefix = UploadPath.slice(`s3a://${Bucket}/`.length)
    await s3.send(new PutObjectCommand({ Bucket, Key: `${prefix}/demo/api/${name}`, Body: await readFile(file) }))
    return `${UploadPath}/demo/api/${name}`
  }
  jar = await put('spark-pi.jar', jobs.exampleJar)
  py = await put('pi.py', PI_PY)
  s3.destroy()
})

afterAll(async () => {
  await jobs?.stop()
  if (folder) await rm(folder, { recursive: true, force: true })
})

/** What curl gets: the status, the headers and the body. */
const curl = async (path: string, ...options: readonly string[]) => {
  const said = await run('curl', ['--silent', '--show-error', '--include', '--globoff', ...options, `${url}${path}`])
  const [head = '', ...body] = said.stdout.split('\r\n\r\n')
  return { status: Number(head.split(' ')[1]), head, body: body.join('\r\n\r\n') }
}

const json = async (path: string, ...options: readonly string[]) => {
  const { status, body } = await curl(path, ...SIGNED, ...options)
  return { status, body: JSON.parse(body) }
}

/** Where a file may be put, and what curl needs to put it there. */
const announce = async (
  namespace: string,
  file: string,
): Promise<readonly [uri: string, options: readonly string[]]> => {
  const bytes = await readFile(file)
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const announced = { namespace, files: [{ name: basename(file), size: bytes.length, sha256 }] }
  const { status, body } = await json('/v1/uploads', '--request', 'POST', '--data', JSON.stringify(announced))
  expect(status, JSON.stringify(body)).toBe(200)
  const [{ uri, request }] = body.files
  const headers = Object.entries(request.headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`])
  return [uri, ['--upload-file', file, ...headers, request.url]]
}

/** Follows the job's events, one long poll after the other, to its end. */
const follow = async (jobId: string): Promise<readonly string[]> => {
  const states: string[] = []
  const deadline = performance.now() + PATIENCE_MS
  for (let after = 0; performance.now() < deadline; ) {
    const { body } = await json(`/v1/jobs/${jobId}/events?after=${after}&wait=15`)
    states.push(...body.events.map(({ state }: { state: string }) => state))
    after = body.next
    if (ENDS.includes(states.at(-1) ?? '')) return states
  }
  throw new Error(`the job did not end: ${states}`)
}

describe('the API of a deployed stack, by curl', () => {
  it('lets nobody in who does not say who they are', async () => {
    const { status } = await curl('/v1/jobs')
    expect(status).toBe(403)
    const stranger = ['--aws-sigv4', 'aws:amz:us-east-1:execute-api', '--user', 'AKIASTRANGER:x']
    expect((await curl('/v1/jobs', ...stranger)).status).toBe(401)
  })

  it('describes itself, every group of routes', async () => {
    const { status, body } = await json('/openapi.json')
    expect(status).toBe(200)
    expect(Object.keys(body.paths)).toEqual(
      expect.arrayContaining(['/v1/jobs', '/v1/jobs/{jobId}/logs', '/batches', '/v1/schedules', '/v1/dead-letters']),
    )
  })

  it('runs a job to its end, once for its key, and tells all of it', async () => {
    const request = {
      namespace: 'demo',
      name: 'curl-pi',
      main: { file: py },
      args: ['2'],
      conf: { 'spark.executor.instances': '1' },
    }
    const submit = ['--request', 'POST', '--header', 'Idempotency-Key: curl-1', '--data', JSON.stringify(request)]
    const first = await json('/v1/jobs', ...submit)
    expect(first.status, JSON.stringify(first.body)).toBe(201)
    const again = await json('/v1/jobs', ...submit)
    expect([again.status, again.body.jobId]).toEqual([200, first.body.jobId])
    const { jobId } = first.body
    expect(await follow(jobId)).toEqual(['ACCEPTED', 'SUBMITTED', 'RUNNING', 'SUCCEEDED'])

    const log = await curl(`/v1/jobs/${jobId}/logs`, ...SIGNED, '--header', 'Accept: text/plain')
    expect(log.body).toMatch(/^Pi is roughly 3\.1/m)
    expect(log.head).toMatch(/sparkdrop-log-ended: true/i)
    const { body } = await json('/v1/jobs?namespace=demo&state=SUCCEEDED&name=curl-')
    expect(body.jobs.map((job: { jobId: string }) => job.jobId)).toEqual([jobId])
  })

  it('takes a file of this machine, by the commands that its documentation has', async () => {
    await copyFile(PI_PY, join(folder, 'etl.py'))
    const [commands = ''] = (await shellBlocks('docs/http-api.md')).get('Files') ?? []
    const script = `set -euo pipefail\nAPI=${url} SIGNED='${SIGNED.join(' ')}'\n${commands.replaceAll('team-a', 'demo')}`
    const { stdout } = await run('bash', ['-c', script], { cwd: folder })
    const { jobId } = JSON.parse(stdout)
    expect((await follow(jobId)).at(-1)).toBe('SUCCEEDED')
    const { body } = await json(`/v1/jobs/${jobId}`)
    expect(body.request.main.file).toMatch(/\/uploads\/demo\/spark-upload-[^/]+\/etl\.py$/)
  })

  it('kills a job that runs', async () => {
    const sleeper = join(folder, 'sleeper.py')
    await writeFile(sleeper, 'import time\ntime.sleep(600)\n')
    const [uri, upload] = await announce('demo', sleeper)
    await run('curl', ['--fail', ...upload])
    const request = { namespace: 'demo', main: { file: uri } }
    const { body } = await json('/v1/jobs', '--request', 'POST', '--data', JSON.stringify(request))
    await expect
      .poll(async () => (await json(`/v1/jobs/${body.jobId}`)).body.state, { timeout: 60_000, interval: 300 })
      .toBe('RUNNING')
    expect((await json(`/v1/jobs/${body.jobId}?graceSeconds=1`, '--request', 'DELETE')).status).toBe(202)
    expect((await follow(body.jobId)).at(-1)).toBe('KILLED')
  })
})

describe('the API of a deployed stack, by clients of Livy', () => {
  it('runs a batch of pylivy', async () => {
    const args = [url, jar, 'dev.sparkdrop.examples.SparkPi', 'demo']
    const said = await runLivyClient('livy_pylivy.py', args, jobs.stack.emulator.environment)
    expect(said, JSON.stringify(said).slice(0, 3000)).toMatchObject({
      state: 'success',
      appId: expect.stringMatching(/^spark-/),
    })
    expect(said.log.join('\n')).toMatch(/Pi is roughly 3\.1/)
    expect(said.listed).toContain(said.id)
  })

  it("runs a batch of Airflow's operator, which its hook sends again, once", async () => {
    const connection = { conn_type: 'livy', host: url, login: 'test', password: 'test' }
    const environment = {
      ...jobs.stack.emulator.environment,
      AIRFLOW_HOME: join(folder, 'airflow'),
      AIRFLOW_CONN_LIVY_DEFAULT: JSON.stringify(connection),
    }
    const said = await runLivyClient('livy_airflow.py', [py, 'demo'], environment)
    expect(said.again).toBe(said.id)
    expect(said, JSON.stringify(said).slice(0, 3000)).toMatchObject({
      state: 'success',
      appId: expect.stringMatching(/^spark-/),
    })
    expect(said.log.join('\n')).toMatch(/Pi is roughly 3\.1/)
  })
})
