import type { Job } from '../job.ts'
import { renewed } from '../job-transition.ts'
import { isTerminal } from '../phase-rank.ts'
import { timestamp } from '../timestamp.ts'
import { updateJob } from '../update-job.ts'
import { type ChangeRoster, changeRoster } from './change-roster.ts'
import { withoutGone } from './roster.ts'

/** Whether what the roster says of this attempt of the job is over, for good. */
export const isOver = (job: Job, attempt: number): boolean => isTerminal(job.state) || attempt < job.attempt

/** Whether the job stands aside, and may come back with the same attempt. */
export const standsAside = ({ suspended, driver }: Job): boolean => suspended === true && !driver

/**
 * Takes an attempt off the roster that may come back. First the job's record forgets its slot, without which nobody can
 * claim a driver; then the roster gives back this very slot, and not one that another delivery took since. The record is
 * written in any case: who took the slot and has not put it on record yet then finds that it changed.
 *
 * @param slot that the roster has for it; undefined where it waits
 * @param still whether the stored job is to leave: others may have been faster
 */
export const giveBackSlot = async (
  deps: ChangeRoster,
  { jobId, namespace, attempt }: Job,
  slot: number | undefined,
  still: (stored: Job) => boolean,
): Promise<void> => {
  const at = timestamp(deps.slots.clock)
  let left = false
  await updateJob(deps.store, jobId, (stored) => {
    const { admission, ...rest } = stored
    left = stored.attempt === attempt && !stored.driver && still(stored) && (!admission || admission.slot === slot)
    return left ? renewed(rest, at) : undefined
  })
  if (!left) return
  await changeRoster(deps, namespace, (roster) =>
    withoutGone(roster, (entry) => entry.jobId === jobId && ('slot' in entry ? entry.slot === slot : true)),
  )
}

/** Takes off the roster what is over there of the job, and lets in and wakes who comes next. */
export const leaveRoster = async (deps: ChangeRoster, job: Job): Promise<void> => {
  await changeRoster(deps, job.namespace, (roster) =>
    withoutGone(roster, (entry) => entry.jobId === job.jobId && isOver(job, entry.attempt)),
  )
}

/**
 * Takes the job off its namespace's roster as far as it is over there or stands aside, whether it had a slot or waited
 * for one, and lets in and wakes who comes next. To be called whenever a job has moved: what is done already stays so.
 */
export const freeSlot = async (deps: ChangeRoster, job: Job): Promise<void> => {
  const { admission } = job
  if (!admission) return
  if (isOver(job, admission.attempt)) await leaveRoster(deps, job)
  else if (standsAside(job)) await giveBackSlot(deps, job, admission.slot, standsAside)
}
