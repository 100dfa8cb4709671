import { formatTable } from '../output/format-table.ts'
import type { JobStepView, JobView } from './job-view.ts'

/** Of an id, as much as is shown: enough to be told apart, and to be written instead of it. */
const SHOWN = 12

/** A time as a person reads it: to the second, in UTC. */
export const shownTime = (at: string): string => at.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?Z$/, '$1 $2Z')

const orDash = (text: string | undefined): string => (text === undefined || text === '' ? '-' : text)

/** A line for each job. `isWide`: with the whole id, the driver pod and the message. */
export function jobTable(jobs: readonly JobView[], isWide = false): string {
  const names = ['ID', 'NAMESPACE', 'NAME', 'STATE', 'REASON', 'ATTEMPT', 'CREATED']
  const rows = jobs.map((job) => [
    isWide ? job.jobId : job.jobId.slice(0, SHOWN),
    orDash(job.namespace),
    orDash(job.name),
    job.state,
    orDash(job.reason),
    String(job.attempt),
    shownTime(job.createdAt),
    ...(isWide ? [orDash(job.driver?.name), orDash(job.message)] : []),
  ])
  return formatTable(isWide ? [...names, 'DRIVER', 'MESSAGE'] : names, rows)
}

/** What became of one job, a line for each thing that is known. */
export function jobDescription(job: JobView): string {
  const lines: readonly (readonly [string, string | undefined])[] = [
    ['Job', job.jobId],
    ['Name', job.name],
    ['Namespace', job.namespace],
    ['State', job.reason === undefined ? job.state : `${job.state} (${job.reason})`],
    ['Message', job.message],
    ['Exit code', job.exitCode?.toString()],
    ['Attempt', String(job.attempt)],
    ['Driver', job.driver?.name],
    ['Application', job.sparkAppId],
    ['Created', shownTime(job.createdAt)],
    ['Updated', shownTime(job.updatedAt)],
  ]
  return lines
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value = '']) => `${`${name}:`.padEnd(13)}${value.replace(/\s*\n\s*/g, '\n             ')}\n`)
    .join('')
}

/** A line for each step of a job's way, below its heads where it is not the continuation of a table. */
export function stepTable(steps: readonly JobStepView[], hasHeads = true): string {
  const table = formatTable(
    ['TIME', 'ATTEMPT', 'STATE', 'REASON', 'MESSAGE'],
    steps.map(({ at, attempt, state, reason, message }) => [
      shownTime(at).padEnd(20),
      String(attempt),
      state.padEnd(9),
      orDash(reason).padEnd(15),
      orDash(message),
    ]),
  )
  return hasHeads ? table : table.slice(table.indexOf('\n') + 1)
}
