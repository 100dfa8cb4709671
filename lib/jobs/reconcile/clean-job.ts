import { namespaceUploadPath } from '../../files/staged-place.ts'
import type { ObjectStore } from '../../ports/object-store.ts'
import { stagingFolder } from '../../staging/plan-staging.ts'
import { parseS3Path } from '../../staging/s3-uri.ts'
import { announceJob } from '../announce-job.ts'
import type { Job } from '../job.ts'
import { renewed, stepsOf, untimed } from '../job-transition.ts'
import type { JobLife } from '../life/job-life.ts'
import { isTerminal } from '../phase-rank.ts'
import { updateJob } from '../update-job.ts'
import { abandonedFrom } from './abandoned.ts'

/** How long what an ended job left behind is kept where the job does not say, in seconds. */
export interface KeepFor {
  readonly podSeconds: number
  readonly stagedSeconds: number
}

export interface CleanJob extends JobLife {
  readonly objects: ObjectStore
  /** Below which every namespace has its own `spark.kubernetes.file.upload.path`. */
  readonly uploadPath: string
  readonly keepFor: KeepFor
}

interface Cleaning {
  /** Milliseconds since the epoch. */
  readonly podsFrom: number
  readonly stagedFrom: number
}

const endOf = ({ history, updatedAt }: Job): string => history.at(-1)?.at ?? updatedAt

const cleaningOf = (job: Job, keepFor: KeepFor): Cleaning => {
  const end = endOf(job)
  const after = (seconds: number): number => Date.parse(end) + seconds * 1000
  const { podSeconds = keepFor.podSeconds, stagedSeconds = keepFor.stagedSeconds } = job.request?.ttl ?? {}
  // A submission that was under way at the end may copy for as long as a function can live.
  return { podsFrom: after(podSeconds), stagedFrom: Math.max(after(stagedSeconds), abandonedFrom(end)) }
}

const deletePods = async (deps: CleanJob, job: Job): Promise<void> => {
  for (const driver of [job.driver, job.former]) {
    if (!driver) continue
    const cluster = await deps.clusterOf({ ...job, driver })
    await cluster.deletePod(job.namespace, driver.name, { uid: driver.uid })
  }
}

const deleteStaged = async ({ objects, uploadPath }: CleanJob, { namespace, jobId }: Job): Promise<void> => {
  const { bucket, key } = parseS3Path(stagingFolder(namespaceUploadPath(namespace, uploadPath), jobId))
  const keys = await objects.list(bucket, key)
  if (keys.length > 0) await objects.deleteAll(bucket, keys)
}

const noted = (job: Job, dueAt: string, next: number | undefined): Job | undefined => {
  if (!isTerminal(job.state) || job.dueAt !== dueAt) return undefined
  const after = next === undefined ? untimed(job) : { ...job, dueAt: new Date(next).toISOString() }
  return renewed(after, job.updatedAt)
}

/**
 * Announces an ended job where who recorded its end died before it could, and deletes of what it left behind what has been kept long enough: its driver's pod, with which all goes that this
 * owns, and its copies in the staging bucket. Notes when to come again, until nothing is left.
 *
 * @returns whether anything was deleted
 */
export const cleanJob = async (deps: CleanJob, job: Job): Promise<boolean> => {
  const { jobId, dueAt } = job
  if (!dueAt || !isTerminal(job.state)) return false
  if (job.announced < stepsOf(job)) await announceJob(deps, job)
  const now = deps.clock.now()
  const { podsFrom, stagedFrom } = cleaningOf(job, deps.keepFor)
  if (podsFrom <= now) await deletePods(deps, job)
  if (stagedFrom <= now) await deleteStaged(deps, job)
  const ahead = [podsFrom, stagedFrom].filter((from) => from > now)
  const next = ahead.length > 0 ? Math.min(...ahead) : undefined
  await updateJob(deps.store, jobId, (stored) => noted(stored, dueAt, next))
  if (ahead.length === 2) return false
  deps.log.info('ended job cleaned up', { jobId, pods: podsFrom <= now, staged: stagedFrom <= now })
  return true
}
