import type { JobRequest } from '../../../events/job-request.ts'
import type { Job } from '../job.ts'
import { contender } from './contender.ts'
import { hindrance, ROOM, type Roster } from './roster.ts'

/** What a job that is not let in waits for, in words for the person who sent it. */
export const explainWait = (roster: Roster, job: Job, request: JobRequest): string => {
  const { namespace, concurrencyKey } = request
  const one = contender({ ...job, request })
  const running = roster.admitted.length
  switch (hindrance(roster, one)) {
    case 'namespace':
      return `it waits for room in namespace "${namespace}": ${running} jobs run, and ${roster.runningLimit} may`
    case 'key': {
      const beside = roster.admitted.filter(({ key }) => key === one.key).length
      return `it waits for concurrency key "${concurrencyKey}": ${beside} of its jobs run, and ${one.keyLimit} may`
    }
    case 'roster':
      return `it waits for room in namespace "${namespace}": ${running} limited jobs run, and never more than ${ROOM.admitted} may`
    default:
      return `it waits in namespace "${namespace}" behind jobs that came before`
  }
}
