import { shownTime } from '../jobs/job-tables.ts'
import { formatTable } from '../output/format-table.ts'
import type { FiringView, ScheduleSummaryView, ScheduleView } from './schedule-view.ts'

const stateOf = ({ paused, pending, next }: ScheduleSummaryView): string => {
  if (pending) return 'pending'
  if (paused) return 'paused'
  return next.length > 0 ? 'active' : 'over'
}

const due = (times: readonly string[]): string => (times[0] === undefined ? '-' : shownTime(times[0]))

/** A line for each schedule. */
export const scheduleTable = (schedules: readonly ScheduleSummaryView[]): string =>
  formatTable(
    ['NAMESPACE', 'NAME', 'SCHEDULE', 'TIME ZONE', 'CONCURRENCY', 'STATE', 'NEXT'],
    schedules.map((schedule) => [
      schedule.namespace,
      schedule.name,
      schedule.schedule,
      schedule.timezone,
      schedule.concurrency,
      stateOf(schedule),
      due(schedule.next),
    ]),
  )

const outcome = ({ skipped, state, jobId }: FiringView): string => skipped ?? state ?? (jobId ? 'PENDING' : '-')

/** A line for each firing, the latest first. */
const historyTable = (history: readonly FiringView[]): string =>
  formatTable(
    ['SCHEDULED', 'OUTCOME', 'BY', 'JOB', 'MESSAGE'],
    history.map((firing) => [
      shownTime(firing.at),
      outcome(firing),
      firing.manual ? 'hand' : 'time',
      firing.jobId ?? '-',
      firing.message ?? '-',
    ]),
  )

/** A schedule whole: what it is, when it is due, and what became of its firings. */
export function scheduleDescription(schedule: ScheduleView): string {
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['Name', `${schedule.namespace}:${schedule.name}`],
    ['Schedule', `${schedule.schedule} (${schedule.timezone})`],
    ['State', stateOf(schedule)],
    ['Begins', schedule.start && shownTime(schedule.start)],
    ['Ends', schedule.end && shownTime(schedule.end)],
    ['Concurrency', schedule.concurrency],
    ['Catch-up', `${schedule.catchUpSeconds} s`],
    ['Next', schedule.next.length > 0 ? schedule.next.map(shownTime).join(', ') : undefined],
  ]
  const told = lines
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${`${name}:`.padEnd(13)}${value}\n`)
    .join('')
  return schedule.history.length === 0 ? told : `${told}\n${historyTable(schedule.history)}`
}
