import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { deriveJobId } from '../../lib/jobs/job-id.ts'
import { createNamespace } from '../../local/demo/namespace.ts'
import { TRY_NAMESPACE } from '../../local/demo/spark-defaults.ts'
import { makeTryFolder } from '../../local/demo/try-folder.ts'
import { awsCli } from './aws-cli.ts'
import { DropJobs } from './drop-jobs.ts'
import { shellBlocks } from './readme.ts'

const run = promisify(execFile)

let jobs: DropJobs
let folder: string
let aws: string | undefined
let blocks: ReadonlyMap<string, readonly string[]>

beforeAll(async () => {
  jobs = await DropJobs.start()
  folder = await mkdtemp(join(tmpdir(), 'sparkdrop-readme-'))
  await createNamespace(jobs.stack.kubernetes, TRY_NAMESPACE)
  await makeTryFolder(join(folder, 'try'), jobs.stack, jobs.exampleJar)
  aws = await awsCli()
  blocks = await shellBlocks()
})

afterAll(async () => {
  await jobs?.stop()
  if (folder) await rm(folder, { recursive: true, force: true })
})

/** What the last commands below a heading write, in the folder and the environment that `npm run demo -- --keep` names. */
const typed = async (heading: string, more = ''): Promise<string> => {
  const commands = blocks.get(heading)?.at(-1)
  expect(commands, `the README has no commands below "${heading}"`).toBeDefined()
  const script = `set -euo pipefail; . ./environment.sh\n${commands}${more}`
  const env = { HOME: folder, PATH: [aws, process.env['PATH']].filter(Boolean).join(':') }
  const { stdout } = await run('bash', ['-c', script], { cwd: join(folder, 'try'), env, maxBuffer: 2 ** 26 })
  return stdout
}

/** The upload of a file of that folder, as the table knows it. */
const dropped = async (name: string) => {
  const content = await readFile(join(folder, 'try', name))
  return { key: `${TRY_NAMESPACE}/${name}`, etag: createHash('md5').update(content).digest('hex') }
}

describe('what the README says does its job:', () => {
  beforeEach(({ skip }) => skip(aws === undefined, 'pip can install no AWS CLI, and there is none on the PATH'))

  it('the names are outputs of the stack', async () => {
    const { DropBucket, RequestsQueueUrl } = jobs.stack.outputs
    const said = await typed('Five minutes', 'echo "$DROP_BUCKET $REQUESTS_QUEUE_URL"')
    expect(said.trim()).toBe(`${DropBucket} ${RequestsQueueUrl}`)
  })

  it('files that the AWS CLI drops run, with what side file and metadata say', async () => {
    await typed('Dropping a job')
    for (const [name, args] of [
      ['pi.jar', ['100']],
      ['pi.py', ['100']],
    ] as const) {
      const job = await jobs.ended(await dropped(name))
      expect(job, job.message).toMatchObject({ state: 'SUCCEEDED', executors: { started: 1 }, request: { args } })
    }
  })

  it('the command runs jobs, lists them and follows their logs', async () => {
    const said = await typed('From a command line, through the stack')
    expect(said).toContain('Pi is roughly 3.1')
    for (const id of said.match(/^[0-9a-f]{32}$/gm) ?? []) {
      expect(await jobs.endedAs(id)).toMatchObject({ state: 'SUCCEEDED' })
    }
    expect(said.match(/^[0-9a-f]{32}$/gm)).toHaveLength(2)
  })

  it('curl runs a job', async () => {
    const { jobId } = JSON.parse(await typed('Over HTTP'))
    expect(await jobs.endedAs(jobId)).toMatchObject({ state: 'SUCCEEDED', source: { kind: 'api' } })
  })

  it('a message that the AWS CLI sends runs a job', async () => {
    await typed('By a message')
    const id = deriveJobId({ kind: 'sqs', id: 'nightly-1' })
    expect(await jobs.endedAs(id)).toMatchObject({ state: 'SUCCEEDED', namespace: TRY_NAMESPACE })
  })

  it('a schedule is put, shown and run', async () => {
    const [, jobId = ''] = /job ([0-9a-f]{32})/.exec(await typed('By the clock')) ?? []
    expect(await jobs.endedAs(jobId)).toMatchObject({ state: 'SUCCEEDED', source: { kind: 'schedule' } })
  })
})
