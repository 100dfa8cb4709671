import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JobRequest } from '../../events/job-request.ts'
import { jobRequestSchema } from '../../events/job-request.ts'
import { HttpProblem } from '../../lib/api/http-problem.ts'
import { batchRequestSchema, toJobRequest } from '../../lib/api/livy/batch-request.ts'
import { readJob } from '../../lib/cli/policy/read-job.ts'
import { planRequest } from '../../lib/cli/request/plan-request.ts'
import { formatProperties } from '../../lib/conf/codecs/properties.ts'
import { SparkdropError } from '../../lib/errors/sparkdrop-error.ts'
import { renderJob } from '../../lib/jobs/schedules/render-job.ts'
import { describeUpload } from '../../lib/jobs/uploads/describe-upload.ts'
import { parseArguments } from '../../lib/submission/arguments/parse-arguments.ts'
import { capturedSurroundings } from '../cli/captured-surroundings.ts'
import { InMemoryObjectStore } from '../fakes/in-memory-object-store.ts'

type Conf = Readonly<Record<string, string>>

/** A way by which settings reach a job; undefined where it is closed to them by itself. */
export type Road = (conf: Conf) => Promise<JobRequest | undefined> | JobRequest | undefined

const upload = { bucket: 'drop', key: 'team-a/pi.py' }
const main = { file: 's3a://drop/team-a/pi.py' }

/** Judged later, as all that comes by these roads. */
const allowAll = () => undefined

const dropped = (objects: InMemoryObjectStore, key = upload.key): Promise<JobRequest> =>
  describeUpload(objects, { bucket: 'drop', key }, 'team-a', allowAll)

const sent =
  (source: unknown) =>
  (conf: Conf): JobRequest =>
    jobRequestSchema.parse(JSON.parse(JSON.stringify({ version: 1, source, namespace: 'team-a', main, conf })))

/** A value as a schedule's template may put it together: Spark's own variables and quotes stay outside. */
const templated = (value: string): string => (/["{}]/.test(value) ? value : `{{ "${value}" }}{{ "" }}`)

const occasion = { namespace: 'team-a', name: 'nightly', at: Date.UTC(2026, 0, 1), timezone: 'UTC' }

const fired = (conf: Conf): JobRequest => {
  const written = Object.entries(conf).map(([key, value]) => [key, templated(value)])
  return renderJob({ main, conf: Object.fromEntries(written) }, occasion)
}

const unlessRefused = async <T>(error: new (...args: never[]) => Error, make: () => T): Promise<T | undefined> => {
  try {
    return await make()
  } catch (thrown) {
    if (thrown instanceof error) return undefined
    throw thrown
  }
}

const batch = (conf: Conf): Promise<JobRequest | undefined> => {
  const body = batchRequestSchema.parse({ file: main.file, queue: 'team-a', conf })
  const source = { kind: 'api', principal: 'alice', idempotencyKey: 'one' } as const
  return unlessRefused(HttpProblem, () => toJobRequest(body, source, ['team-a']))
}

/** What the command sends of a spark-defaults.conf; nothing where it keeps the setting to itself. */
const ofDefaults = async (conf: Conf): Promise<JobRequest | undefined> => {
  const folder = await mkdtemp(join(tmpdir(), 'sparkdrop-roads-'))
  try {
    await writeFile(join(folder, 'spark-defaults.conf'), formatProperties(Object.entries(conf), 'mine'))
    const environment = { SPARK_USER: 'tester', HOME: folder, SPARK_CONF_DIR: folder }
    const surroundings = capturedSurroundings({ environment, cwd: folder })
    const args = parseArguments(['--stack', 'mine', '--namespace', 'team-a', main.file])
    const planned = await unlessRefused(SparkdropError, () => planRequest(args, surroundings))
    const source = { kind: 'api', principal: 'alice', idempotencyKey: 'one' }
    // Files of this machine are uploaded first, and have no place yet.
    const request = jobRequestSchema.safeParse({ ...planned?.fields, source }).data
    const isSent = request && Object.keys(conf).some((key) => key in request.conf || key.startsWith('spark.jars'))
    return isSent ? request : undefined
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Every way by which a sender's settings reach submit-job. */
export const ROADS: Readonly<Record<string, Road>> = {
  'a message': sent({ kind: 'sqs', id: 'one' }),
  'a call of the API': sent({ kind: 'api', principal: 'alice', idempotencyKey: 'one' }),
  'a schedule': sent({ kind: 'schedule', namespace: 'team-a', name: 'nightly', at: '2026-01-01T00:00:00Z' }),
  'a schedule with variables': fired,
  'a batch of Livy': batch,
  'a file of defaults': ofDefaults,
  'a side file': (conf) =>
    dropped(
      new InMemoryObjectStore()
        .put(upload, 'code')
        .put({ ...upload, key: `${upload.key}.yaml` }, JSON.stringify({ conf })),
    ),
  metadata: (conf) => dropped(new InMemoryObjectStore().put(upload, 'code', { 'spark-conf': JSON.stringify(conf) })),
  'a job file': (conf) =>
    dropped(
      new InMemoryObjectStore()
        .put(upload, 'code')
        .put({ bucket: 'drop', key: 'team-a/pi.yaml' }, JSON.stringify({ main, conf })),
      'team-a/pi.yaml',
    ),
  'a file of properties': (conf) =>
    readJob(formatProperties(Object.entries(conf), 'mine'), 'spark.properties', { source: { kind: 's3', ...upload } }),
}
