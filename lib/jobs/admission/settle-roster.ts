import type { Job } from '../job.ts'
import { timestamp } from '../timestamp.ts'
import type { AdmitJob } from './admit-job.ts'
import { changeRoster, wake } from './change-roster.ts'
import { giveBackSlot, standsAside } from './free-slot.ts'
import { admittedAs, emptyRoster, enlist, isListed, type Roster, withLimit, withoutGone } from './roster.ts'
import { findOnRoster, type RosterFindings } from './roster-findings.ts'

const settled = (roster: Roster, findings: RosterFindings, at: string): Roster => {
  const left = withoutGone(roster, findings.isOver)
  const late = findings.waiting.filter(({ jobId }) => !isListed(left, jobId))
  const running = findings.running.filter(({ jobId }) => !isListed(left, jobId))
  const asleep = new Set(findings.asleep)
  if (left === roster && late.length + running.length + asleep.size === 0 && !roster.more) return roster
  const slot = roster.revision + 1
  const admitted = [
    ...left.admitted.map((entry) => (asleep.has(entry.jobId) ? { ...entry, at } : entry)),
    ...running.map((one) => admittedAs(one, slot, at)),
  ]
  // All that wait are known here, so that it is told anew whether some have no room.
  return late.reduce(enlist, { ...left, admitted, more: false })
}

/**
 * Makes a namespace's roster what its jobs are: gives back slots that were not given back, lists who waits and is not
 * listed, counts who runs, takes the limit as it is now, and wakes who was let in and did not come. So whatever died
 * between two steps of any other function is made up for.
 *
 * @param open the namespace's jobs that have not ended; may be somewhat old
 */
export const settleRoster = async (deps: AdmitJob, namespace: string, open: readonly Job[]): Promise<void> => {
  const { rosters, clock } = deps.slots
  const limit = await deps.limits.runningJobs(namespace)
  const isLimited = ({ admission, request }: Job): boolean => !!admission || request?.concurrencyKey !== undefined
  if (limit === undefined && !open.some(isLimited)) return
  const before = withLimit((await rosters.get(namespace)) ?? emptyRoster(namespace), limit)
  const findings = await findOnRoster(deps.store, before, open, clock.now())
  for (const { job, slot } of findings.aside) await giveBackSlot(deps, job, slot, standsAside)
  const at = timestamp(clock)
  await changeRoster(deps, namespace, (roster) => settled(withLimit(roster, limit), findings, at))
  await wake(deps, findings.asleep)
}
