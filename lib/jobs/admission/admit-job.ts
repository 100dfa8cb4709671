import type { JobRequest } from '../../../events/job-request.ts'
import { TransientError } from '../../errors/sparkdrop-error.ts'
import type { Job } from '../job.ts'
import { advance, renewed, untimed } from '../job-transition.ts'
import { isTerminal } from '../phase-rank.ts'
import { timestamp } from '../timestamp.ts'
import { updateJob } from '../update-job.ts'
import { type ChangeRoster, changeRoster } from './change-roster.ts'
import { contender } from './contender.ts'
import { explainWait } from './explain-wait.ts'
import { isOver, leaveRoster } from './free-slot.ts'
import type { NamespaceLimits } from './namespace-limits.ts'
import { type Admitted, enlist, isListed, type Roster, type Waiting, withLimit, withoutGone } from './roster.ts'

export interface AdmitJob extends ChangeRoster {
  readonly limits: NamespaceLimits
}

/** `waits`: it is on record as QUEUED, and is woken when its turn has come. */
export interface Admission {
  readonly kind: 'admitted' | 'waits'
  readonly job: Job
}

const entryOf = (roster: Roster, { jobId, attempt }: Job): Admitted | undefined =>
  roster.admitted.find((one) => one.jobId === jobId && one.attempt === attempt)

/**
 * The roster with the job on it. A slot that the job's record does not name is taken anew under another number, so that
 * who is about to give it back gives back nothing.
 */
const arrive = (roster: Roster, job: Job, one: Waiting, at: string): Roster => {
  const { jobId, attempt } = job
  const known = withoutGone(roster, (entry) => entry.jobId === jobId && entry.attempt < attempt)
  const mine = entryOf(known, job)
  if (mine && mine.slot === job.admission?.slot) return known
  if (mine) {
    const taken = { ...mine, slot: roster.revision + 1, at }
    return { ...known, admitted: known.admitted.map((entry) => (entry === mine ? taken : entry)) }
  }
  return isListed(known, jobId) ? known : enlist(known, one)
}

const join = (deps: AdmitJob, job: Job, request: JobRequest, limit: number | undefined): Promise<Roster> => {
  const at = timestamp(deps.slots.clock)
  const one = contender({ ...job, request })
  const change = (roster: Roster): Roster => arrive(withLimit(roster, limit), job, one, at)
  return changeRoster(deps, job.namespace, change, job.jobId)
}

/**
 * The job with its slot on record, or undefined where it was changed since it was read: then somebody may have given the
 * slot back, as one that nobody goes on with.
 */
const recordSlot = async (deps: AdmitJob, job: Job, slot: number): Promise<Job | undefined> => {
  const { attempt } = job
  const recorded = renewed({ ...job, admission: { attempt, slot } }, timestamp(deps.slots.clock))
  return (await deps.store.replace(recorded)) ? recorded : undefined
}

const recordWaiting = (deps: AdmitJob, job: Job, message: string): Promise<Job | undefined> => {
  const { jobId, attempt } = job
  const at = timestamp(deps.slots.clock)
  return updateJob(deps.store, jobId, (stored) => {
    // Another delivery was let in meanwhile.
    if (stored.admission?.attempt === attempt && stored.admission.slot !== undefined) return undefined
    const moved = advance(stored, { state: 'QUEUED', reason: 'QUOTA', message, attempt }, at)
    if (moved) return { ...untimed(moved), admission: { attempt } }
    const forgotten = stored.state === 'QUEUED' && stored.attempt === attempt && !stored.admission
    return forgotten ? renewed({ ...stored, admission: { attempt } }, at) : undefined
  })
}

const ROUNDS = 5

/** Whether the job is still as far as its attempt has to be let in. */
const isWanting = (job: Job, attempt: number): boolean =>
  job.attempt === attempt && !job.driver && !job.suspended && !isTerminal(job.state)

/** Who ended, or went on to another attempt, while this delivery put it on the roster leaves that again. */
const waits = async (deps: AdmitJob, job: Job, { attempt }: Job): Promise<Admission> => {
  if (isOver(job, attempt)) await leaveRoster(deps, job)
  return { kind: 'waits', job }
}

/**
 * Lets the job's attempt in, or has it wait for its turn: QUEUED, saying for what. Nobody who is let in makes the jobs that
 * run more than the namespace's limit, or those of its concurrency key more than its own. A job that neither holds for
 * passes without a look at any table.
 *
 * @throws TransientError where the tables do not answer
 */
export const admitJob = async (deps: AdmitJob, first: Job, request: JobRequest): Promise<Admission> => {
  const limit = first.driver ? undefined : await deps.limits.runningJobs(first.namespace)
  const isLimited = limit !== undefined || request.concurrencyKey !== undefined || first.admission
  if (first.driver || !isLimited) return { kind: 'admitted', job: first }
  let job = first
  for (let round = 0; round < ROUNDS && isWanting(job, first.attempt); round++) {
    const roster = await join(deps, job, request, limit)
    const mine = entryOf(roster, job)
    if (!mine) return waits(deps, (await recordWaiting(deps, job, explainWait(roster, job, request))) ?? job, first)
    if (mine.slot === job.admission?.slot) return { kind: 'admitted', job }
    const recorded = await recordSlot(deps, job, mine.slot)
    if (recorded) return { kind: 'admitted', job: recorded }
    job = (await deps.store.get(job.jobId)) ?? job
  }
  if (isWanting(job, first.attempt))
    throw new TransientError('JOB_CONTENDED', `job ${job.jobId} was changed by others ${ROUNDS} times in a row`)
  return waits(deps, job, first)
}
