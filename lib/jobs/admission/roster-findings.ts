import type { Job } from '../job.ts'
import type { JobStore } from '../job-store.ts'
import { contender } from './contender.ts'
import { isOver, standsAside } from './free-slot.ts'
import type { Admitted, Roster, Waiting } from './roster.ts'

/** Twice what submit-job may take: who was let in so long ago and has no driver is woken again. */
const SLEPT_MS = 120_000

/** What is so of the jobs on a namespace's roster, and of those that are missing there. */
export interface RosterFindings {
  readonly isOver: (entry: Admitted | Waiting) => boolean
  /** Those that stand aside and are listed all the same, with their slots. */
  readonly aside: readonly { readonly job: Job; readonly slot?: number }[]
  /** Those that wait and are not listed. */
  readonly waiting: readonly Waiting[]
  /** Those that run without a slot: no limit held for them when they began. */
  readonly running: readonly Waiting[]
  /** Those that were let in and did not come. */
  readonly asleep: readonly string[]
}

const isRunning = ({ driver }: Job): boolean => driver !== undefined

const isWaiting = ({ state, suspended, admission, attempt }: Job): boolean =>
  state === 'QUEUED' && !suspended && admission?.attempt === attempt && admission.slot === undefined

/** Of the jobs that are listed, and of which the list of open jobs says otherwise, what the table says. */
const contradicted = async (store: JobStore, roster: Roster, open: ReadonlyMap<string, Job>) => {
  const read = new Map<string, Job | undefined>()
  for (const { jobId, attempt } of [...roster.admitted, ...roster.waiting]) {
    const job = open.get(jobId)
    if (!job || isOver(job, attempt) || standsAside(job)) read.set(jobId, await store.get(jobId))
  }
  return read
}

/** Of the jobs that should be listed by what the list of open jobs says, those of which the table says so too. */
const missing = async (store: JobStore, roster: Roster, open: ReadonlyMap<string, Job>): Promise<readonly Job[]> => {
  const listed = new Set([...roster.admitted, ...roster.waiting].map(({ jobId }) => jobId))
  const found: Job[] = []
  for (const job of open.values()) {
    const limited = job.request?.concurrencyKey !== undefined || roster.runningLimit !== undefined
    if (listed.has(job.jobId) || !(isWaiting(job) || (limited && isRunning(job)))) continue
    const stored = await store.get(job.jobId)
    if (stored?.request && !isOver(stored, stored.attempt)) found.push(stored)
  }
  return found
}

/**
 * Compares the roster with the namespace's jobs. The list of open jobs may be older than the roster, so that what
 * contradicts it is only believed when the table says so too.
 *
 * @param now milliseconds since the epoch
 */
export const findOnRoster = async (
  store: JobStore,
  roster: Roster,
  open: readonly Job[],
  now: number,
): Promise<RosterFindings> => {
  const byId = new Map(open.map((job) => [job.jobId, job]))
  const read = await contradicted(store, roster, byId)
  const over = ({ jobId, attempt }: Admitted | Waiting): boolean => {
    if (!read.has(jobId)) return false
    const job = read.get(jobId)
    return !job || isOver(job, attempt)
  }
  const unlisted = await missing(store, roster, byId)
  const hasSlept = (entry: Admitted): boolean =>
    now - Date.parse(entry.at) >= SLEPT_MS && !over(entry) && !(read.get(entry.jobId) ?? byId.get(entry.jobId))?.driver
  const aside = [...roster.admitted, ...roster.waiting].flatMap((entry) => {
    const job = read.get(entry.jobId)
    return job && !over(entry) && standsAside(job) ? [{ job, ...('slot' in entry ? { slot: entry.slot } : {}) }] : []
  })
  const stay = new Set(aside.map(({ job }) => job.jobId))
  return {
    isOver: over,
    aside,
    waiting: unlisted.filter(isWaiting).map(contender),
    running: unlisted.filter(isRunning).map(contender),
    asleep: roster.admitted.filter((entry) => hasSlept(entry) && !stay.has(entry.jobId)).map(({ jobId }) => jobId),
  }
}
