import { type RestartPolicy, restartPolicySchema } from '../../../events/job-life.ts'
import type { JobReason, JobState } from '../../../events/job-state.ts'
import type { Job, Retries } from '../job.ts'
import { backoffSeconds } from './backoff.ts'

const NO_RETRIES: Retries = { runFailures: 0, preemptions: 0, submissionFailures: 0, waits: 0 }

/** Ends that say nothing of the job: its place was taken, or there was none. */
const BY_THE_CLUSTER = new Set<JobReason | undefined>(['PREEMPTED', 'UNSCHEDULABLE'])

export const retriesOf = ({ retries }: Job): Retries => retries ?? NO_RETRIES

/** The job's own policy; that of one whose request was not understood is to do nothing again. */
export const policyOf = ({ request }: Job): RestartPolicy => request?.restartPolicy ?? restartPolicySchema.parse({})

/** That another attempt is to be made, and how long after the end of the one before. */
export interface Restart {
  readonly retries: Retries
  readonly delaySeconds: number
}

/**
 * Whether a run that ended so is followed by another.
 *
 * What the cluster ended is paid for by the budget for that first, then counts as a run that failed. Where somebody wanted the
 * end, or the job was never let in, there is no next.
 */
export const restartAfter = (
  policy: RestartPolicy,
  used: Retries,
  state: JobState,
  reason?: JobReason,
): Restart | undefined => {
  const again = (counted: Partial<Retries>, n: number): Restart => ({
    retries: { ...used, ...counted },
    delaySeconds: backoffSeconds(policy, n),
  })
  if (state === 'SUCCEEDED') return policy.type === 'Always' ? again({ runFailures: 0 }, 1) : undefined
  if (state !== 'FAILED' || reason === 'API_UNAVAILABLE') return undefined
  const preemptions = used.preemptions + 1
  if (BY_THE_CLUSTER.has(reason) && preemptions <= policy.preemptions) return again({ preemptions }, preemptions)
  const runFailures = used.runFailures + 1
  const allowed = policy.type === 'Always' || (policy.type === 'OnFailure' && runFailures <= policy.runFailures)
  return allowed ? again({ runFailures }, runFailures) : undefined
}
