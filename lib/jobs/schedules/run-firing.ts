import type { JobRequest } from '../../../events/job-request.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Log } from '../../ports/log.ts'
import { announceJob } from '../announce-job.ts'
import type { Announcer } from '../announcer.ts'
import type { Job } from '../job.ts'
import type { JobQueue } from '../job-queue.ts'
import type { JobStore } from '../job-store.ts'
import type { Kill } from '../kill-job.ts'
import { acceptedJob, rejectedJob } from '../new-job.ts'
import { recordOnce } from '../record-once.ts'
import { timestamp } from '../timestamp.ts'
import { isActive } from './firing-history.ts'
import { renderJob } from './render-job.ts'
import type { Firing, Schedule } from './schedule.ts'
import type { ScheduleStore } from './schedule-store.ts'
import type { Occasion } from './template-text.ts'
import { updateSchedule } from './update-schedule.ts'
import { wholeSeconds } from './whole-seconds.ts'

export interface RunFiring {
  readonly schedules: ScheduleStore
  readonly store: JobStore
  readonly queue: JobQueue
  readonly announcer: Announcer
  readonly clock: Clock
  readonly log: Log
  /** As `killJob`. */
  readonly kill: (jobId: string, kill: Kill) => Promise<Job | undefined>
}

type Template = Schedule['spec']['job']

const describe = ({ clock }: RunFiring, template: Template, occasion: Occasion): Job => {
  const at = timestamp(clock)
  try {
    return acceptedJob(renderJob(template, occasion), at)
  } catch (error) {
    if (!(error instanceof InvalidJobError)) throw error
    const { namespace, name } = occasion
    return rejectedJob({ kind: 'schedule', namespace, name, at: wholeSeconds(occasion.at) }, namespace, error, at)
  }
}

const enqueue = async (queue: JobQueue, { state }: Job, request: JobRequest | undefined): Promise<void> => {
  if (state === 'ACCEPTED' && request) await queue.send(request)
}

/** Makes the job of a template: recorded, then queued, then announced. Again, it goes on from where the job stands. */
export const acceptOccasion = async (deps: RunFiring, template: Template, occasion: Occasion): Promise<Job> => {
  const job = await recordOnce(deps.store, describe(deps, template, occasion))
  await enqueue(deps.queue, job, job.request)
  await announceJob(deps, job)
  return job
}

const occasionOf = ({ namespace, name, spec }: Schedule, { at }: Firing): Occasion => ({
  at: Date.parse(at),
  timezone: spec.timezone,
  namespace,
  name,
})

/** An earlier run ends before the later one begins; where it was not even recorded, that is made up for first. */
const replace = async (deps: RunFiring, schedule: Schedule, earlier: Firing, by: string): Promise<void> => {
  const job = await recordOnce(deps.store, describe(deps, schedule.spec.job, occasionOf(schedule, earlier)))
  try {
    await deps.kill(job.jobId, { by })
  } catch (error) {
    // That it has ended by itself is as good.
    if (!(error instanceof InvalidJobError)) throw error
  }
}

/**
 * Does what was decided about a firing: ends what it replaces, makes its job, and remembers that this was done. Every step can be
 * done again, so that a delivery which dies is made up for by the next one.
 */
export const runFiring = async (deps: RunFiring, schedule: Schedule, firing: Firing): Promise<Job> => {
  if (schedule.spec.concurrency === 'Replace')
    for (const earlier of schedule.firings.filter((it) => isActive(it) && it.at < firing.at))
      await replace(deps, schedule, earlier, `schedule ${schedule.name}, whose run of ${firing.at} replaces this one`)
  const job = await acceptOccasion(deps, schedule.spec.job, occasionOf(schedule, firing))
  await updateSchedule(deps.schedules, schedule, (stored) => {
    const known = stored.firings.some(({ at, state }) => at === firing.at && state === undefined)
    const firings = stored.firings.map((it) => (it.at === firing.at ? { ...it, state: job.state } : it))
    return known ? { ...stored, firings } : undefined
  })
  return job
}
