import type { Job } from '../job.ts'
import { phaseRank } from '../phase-rank.ts'

/** Clocks of two functions may differ by as much without a message that came in time being turned away. */
const SLACK_MS = 2000

/** Whether the job's submission has not been brought to its end: submit-job alone says SUBMITTED. */
export const isUnsubmitted = ({ state }: Pick<Job, 'state'>): boolean => phaseRank(state) < phaseRank('SUBMITTED')

/** Whether the job's attempt is to be submitted now. */
export const isDue = (job: Job, now: number): boolean =>
  isUnsubmitted(job) && !job.stop && !job.suspended && (!job.dueAt || Date.parse(job.dueAt) <= now + SLACK_MS)
