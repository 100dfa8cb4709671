import { clip } from '../classify/failure-text.ts'
import type { Job, Retries } from '../job.ts'
import { deriveSparkAppId } from '../job-id.ts'
import { advance, isStale, renewed, stepOf, type Transition, untimed, withStep } from '../job-transition.ts'
import { isTerminal } from '../phase-rank.ts'
import { secondsAfter } from './backoff.ts'
import { policyOf, type Restart, restartAfter, retriesOf } from './restart.ts'
import { SUSPENDED } from './suspended.ts'

/** What the end counts as where it was wished for; a driver that came to a good end before it could be stopped did so. */
const asWished = ({ stop }: Job, to: Transition): Transition => {
  if (stop?.kind === 'kill') return { ...to, state: 'KILLED', reason: stop.reason, message: stop.message }
  if (stop?.kind === 'fail' && to.state !== 'SUCCEEDED')
    return { ...to, state: 'FAILED', reason: stop.reason, message: stop.message }
  return to
}

const open = (job: Job, to: Omit<Transition, 'attempt'>, used: Retries, dueAt: string, at: string): Job => {
  const {
    driver,
    stop: _stop,
    executors: _executors,
    reason: _reason,
    message: _message,
    exitCode: _code,
    ...kept
  } = job
  const step = stepOf({ ...to, attempt: job.attempt + 1 }, at)
  const { at: _at, ...told } = step
  const sparkAppId = deriveSparkAppId(job.jobId, step.attempt)
  const retries = { ...used, submissionFailures: 0, waits: 0 }
  const former = driver ? { former: driver } : {}
  return renewed({ ...kept, ...told, ...withStep(job, step), ...former, sparkAppId, retries, dueAt }, at)
}

const waiting = (job: Job, used: Retries, at: string): Job =>
  job.suspended
    ? untimed(open(job, { state: 'QUEUED', message: SUSPENDED }, used, at, at))
    : open(job, { state: 'QUEUED' }, used, at, at)

const retrying = (job: Job, to: Transition, { retries, delaySeconds }: Restart, at: string): Job => {
  const dueAt = secondsAfter(at, delaySeconds)
  const why = to.state === 'SUCCEEDED' ? 'succeeded' : `failed: ${to.message ?? to.reason ?? 'nothing tells why'}`
  const message = clip(`attempt ${job.attempt + 1} is due at ${dueAt}, as attempt ${job.attempt} ${why}`)
  return open(job, { ...to, state: 'RETRYING', message }, retries, dueAt, at)
}

/**
 * The job after news of its attempt's driver, or undefined where they change nothing: as `advance`, and at the attempt's end as
 * was wished for where somebody wished it, and with the next attempt opened where the restart policy asks for one. An
 * ended job is due for its cleaning.
 */
export const settle = (job: Job, to: Transition, at: string): Job | undefined => {
  if (isStale(job, to) || !isTerminal(to.state)) return advance(job, to, at)
  const end = asWished(job, to)
  if (job.stop?.kind === 'suspend' && end.state !== 'SUCCEEDED') return waiting(job, retriesOf(job), at)
  const restart = job.driver && restartAfter(policyOf(job), retriesOf(job), end.state, end.reason)
  if (restart) return job.suspended ? waiting(job, restart.retries, at) : retrying(job, end, restart, at)
  const ended = advance(job, end, at)
  if (!ended) return undefined
  const { stop: _stop, suspended: _suspended, ...rest } = ended
  return job.request || job.driver ? { ...rest, dueAt: at } : rest
}
