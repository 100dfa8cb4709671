import * as z from 'zod'
import { describeProblems } from '../../../events/describe-problems.ts'
import { type ScheduleFiring, scheduleFiringSchema } from '../../../events/schedule.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { announceJob } from '../announce-job.ts'
import type { Job } from '../job.ts'
import { rejectedJob } from '../new-job.ts'
import { recordOnce } from '../record-once.ts'
import { timestamp } from '../timestamp.ts'
import { planOf } from './due-plan.ts'
import { lastDue } from './due-times.ts'
import { fireSchedule } from './fire-schedule.ts'
import { acceptOccasion, type RunFiring } from './run-firing.ts'
import { updateSchedule } from './update-schedule.ts'
import { wholeSeconds } from './whole-seconds.ts'
import { checkTimezone } from './zoned-time.ts'

/** One message of the schedules queue. */
export interface FiringMessage {
  readonly body: string
  readonly messageId: string
  /** When it was put on the queue: milliseconds since the epoch. */
  readonly sentAt: number
}

const MINUTE_MS = 60_000

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new InvalidJobError('BAD_FIRING', `the message is no JSON: ${(cause as Error).message}`, { cause })
  }
}

/** A dead letter of EventBridge Scheduler's own holds the call of SQS that failed, and the message in it. */
const calledWith = z.object({ MessageBody: z.string() })

const parse = (body: string): ScheduleFiring => {
  const value = parseJson(body)
  const call = calledWith.safeParse(value)
  const firing = scheduleFiringSchema.safeParse(call.success ? parseJson(call.data.MessageBody) : value)
  if (firing.success) return firing.data
  throw new InvalidJobError('BAD_FIRING', `the message fires no schedule: ${describeProblems(firing.error)}`)
}

const reject = async (deps: RunFiring, messageId: string, error: InvalidJobError): Promise<Job> => {
  const job = rejectedJob({ kind: 'sqs', id: messageId }, '', error, timestamp(deps.clock))
  const recorded = await recordOnce(deps.store, job)
  await announceJob(deps, recorded)
  deps.log.warn('message rejected', { jobId: job.jobId, messageId, told: error.message })
  return recorded
}

/** A rule's message brings its job and knows of no earlier run. A rule is due on the minute. */
const fireRule = (
  deps: RunFiring,
  { schedule, scheduledTime, job = {} }: ScheduleFiring,
  sentAt: number,
): Promise<Job> => {
  const { namespace, name, timezone } = schedule
  checkTimezone(timezone)
  const at = scheduledTime ? Date.parse(scheduledTime) : sentAt - (sentAt % MINUTE_MS)
  return acceptOccasion(deps, job, { at, timezone, namespace, name })
}

const fireRecorded = async (
  deps: RunFiring,
  { schedule: fired, scheduledTime }: ScheduleFiring,
  sentAt: number,
): Promise<Job | undefined> => {
  const { generation, manual, namespace, name } = fired
  const key = { namespace, name }
  const stored = await deps.schedules.get(key)
  // What fires an old version, or after the end, was not brought up to date: reconcile-jobs does so.
  if (stored && generation !== undefined && (stored.deleted || generation < stored.generation))
    await updateSchedule(deps.schedules, key, (it) => (it.synced ? { ...it, synced: false } : undefined))
  const due = scheduledTime ? Date.parse(scheduledTime) : stored && lastDue(planOf(stored), sentAt)
  return fireSchedule(deps, key, { at: wholeSeconds(due ?? sentAt), manual })
}

/**
 * Makes a job of what EventBridge Scheduler, an EventBridge rule or a person put on the schedules queue. A message that
 * fires no schedule is recorded as a REJECTED job of its own, with what is wrong and where.
 *
 * @returns the job, or undefined where the firing makes none
 * @throws a retryable error where the message must be delivered again
 */
export const acceptFiring = async (
  deps: RunFiring,
  { body, messageId, sentAt }: FiringMessage,
): Promise<Job | undefined> => {
  try {
    const firing = parse(body)
    return await (firing.job ? fireRule(deps, firing, sentAt) : fireRecorded(deps, firing, sentAt))
  } catch (error) {
    if (error instanceof InvalidJobError) return reject(deps, messageId, error)
    throw error
  }
}
