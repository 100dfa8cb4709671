import { TransientError } from '../../errors/sparkdrop-error.ts'
import type { Clock } from '../../ports/clock.ts'
import type { JobQueue } from '../job-queue.ts'
import type { JobStore } from '../job-store.ts'
import { isTerminal } from '../phase-rank.ts'
import { timestamp } from '../timestamp.ts'
import { emptyRoster, letIn, type Roster } from './roster.ts'
import type { RosterStore } from './roster-store.ts'

/** What it takes to give slots back and to wake who gets them. */
export interface Slots {
  readonly rosters: RosterStore
  readonly queue: JobQueue
  readonly clock: Clock
}

export interface ChangeRoster {
  readonly slots: Slots
  readonly store: JobStore
}

/** Every writer of a namespace meets the others here: as many as there are functions at work at once. */
const ATTEMPTS = 50

/** Sends the jobs' requests once more. A job that has ended, or whose message is on its way too, comes to no harm by it. */
export const wake = async ({ slots, store }: ChangeRoster, jobIds: readonly string[]): Promise<void> => {
  for (const jobId of jobIds) {
    const job = await store.get(jobId)
    if (job?.request && !isTerminal(job.state)) await slots.queue.send(job.request)
  }
}

/** Those that the change let in. */
const letInBetween = (before: Roster, after: Roster): readonly string[] => {
  const known = new Set(before.admitted.map(({ jobId }) => jobId))
  return after.admitted.filter(({ jobId }) => !known.has(jobId)).map(({ jobId }) => jobId)
}

/**
 * Changes the namespace's roster under optimistic concurrency, lets in who may be in the same write, and wakes those that
 * this let in, except who is awake. A change that gives back the same roster writes nothing.
 *
 * @param change pure; gets the roster as it is stored, or an empty one
 * @param awake the job on whose behalf this is done
 * @throws TransientError where others kept being first
 */
export const changeRoster = async (
  deps: ChangeRoster,
  namespace: string,
  change: (roster: Roster) => Roster,
  awake?: string,
): Promise<Roster> => {
  const { rosters, clock } = deps.slots
  const at = timestamp(clock)
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const before = (await rosters.get(namespace)) ?? emptyRoster(namespace)
    const changed = change(before)
    if (changed === before) return before
    const after = { ...letIn(changed, at), revision: before.revision + 1 }
    if (!(await rosters.put(after))) continue
    await wake(
      deps,
      letInBetween(before, after).filter((jobId) => jobId !== awake),
    )
    return after
  }
  throw new TransientError('ROSTER_CONTENDED', `the roster of ${namespace} was changed by others ${ATTEMPTS} times`)
}
