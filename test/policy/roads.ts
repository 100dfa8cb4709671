import type { JobRequest } from '../../events/job-request.ts'
import { jobRequestSchema } from '../../events/job-request.ts'
import { readJob } from '../../lib/cli/policy/read-job.ts'
import { formatProperties } from '../../lib/conf/codecs/properties.ts'
import { describeUpload } from '../../lib/jobs/uploads/describe-upload.ts'
import { InMemoryObjectStore } from '../fakes/in-memory-object-store.ts'

type Conf = Readonly<Record<string, string>>

/** A way by which settings reach a job. */
export type Road = (conf: Conf) => Promise<JobRequest> | JobRequest

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

/** Every way by which a sender's settings reach submit-job. */
export const ROADS: Readonly<Record<string, Road>> = {
  'a message': sent({ kind: 'sqs', id: 'one' }),
  'a call of the API': sent({ kind: 'api', principal: 'alice', idempotencyKey: 'one' }),
  'a schedule': sent({ kind: 'schedule', namespace: 'team-a', name: 'nightly', at: '2026-01-01T00:00:00Z' }),
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
