import { LABELS } from '../../../events/pod-event.ts'
import type { Job } from '../../../lib/jobs/job.ts'
import { advance } from '../../../lib/jobs/job-transition.ts'
import { killJob } from '../../../lib/jobs/kill-job.ts'
import { isTerminal } from '../../../lib/jobs/phase-rank.ts'
import { acceptFiring } from '../../../lib/jobs/schedules/accept-firing.ts'
import type { RunFiring } from '../../../lib/jobs/schedules/run-firing.ts'
import type { Firing } from '../../../lib/jobs/schedules/schedule.ts'
import { wholeSeconds } from '../../../lib/jobs/schedules/whole-seconds.ts'
import { updateJob } from '../../../lib/jobs/update-job.ts'
import type { Pod } from '../../../lib/ports/kubernetes-types.ts'
import { driverPod, running } from '../../builders/driver-pod.ts'
import { schedule, scheduleSpec } from '../../builders/schedule.ts'
import type { CrashPoint } from '../../fakes/crash.ts'
import { InMemoryCluster } from '../../fakes/in-memory-cluster.ts'
import { InMemoryJobStore } from '../../fakes/in-memory-job-store.ts'
import { InMemoryScheduleStore } from '../../fakes/in-memory-schedule-store.ts'
import { ManualClock } from '../../fakes/manual-clock.ts'
import { RecordingAnnouncer } from '../../fakes/recording-announcer.ts'
import { RecordingQueue } from '../../fakes/recording-queue.ts'
import { silentLog } from '../../fakes/silent-log.ts'

export const KEY = { namespace: 'team-a', name: 'nightly' }
/** The first firing is due now. */
export const NOON = Date.UTC(2026, 0, 1, 12)
export const MINUTE = 60_000

/** A schedule that is due each minute from noon on, and all that its firings touch. */
export class FiringSetup implements RunFiring {
  readonly schedules = new InMemoryScheduleStore()
  readonly store = new InMemoryJobStore()
  readonly queue = new RecordingQueue()
  readonly announcer = new RecordingAnnouncer()
  readonly clock = new ManualClock(NOON)
  readonly log = silentLog
  readonly killed: string[] = []
  readonly cluster = new InMemoryCluster({ namespaces: ['team-a'], now: () => this.clock.now() })
  private messages = 0

  constructor(overrides: Parameters<typeof scheduleSpec>[0] = {}) {
    const { paused = false, ...spec } = scheduleSpec({ schedule: '* * * * *', ...overrides })
    this.schedules.schedules.set('team-a/nightly', schedule({ spec, paused, synced: true }))
  }

  kill: RunFiring['kill'] = async (jobId, kill) => {
    const job = await killJob({ ...this, clusterOf: async () => this.cluster }, jobId, kill)
    this.killed.push(jobId)
    return job
  }

  /** Delivers the firing of so many minutes after noon, as EventBridge Scheduler fires it. */
  fire(minute: number, crash?: CrashPoint, schedule: object = {}): Promise<Job | undefined> {
    const scheduledTime = wholeSeconds(NOON + minute * MINUTE)
    return this.deliver({ version: 1, schedule: { ...KEY, generation: 1, ...schedule }, scheduledTime }, crash)
  }

  deliver(message: object | string, crash?: CrashPoint): Promise<Job | undefined> {
    const body = typeof message === 'string' ? message : JSON.stringify(message)
    return acceptFiring(crash ? this.dying(crash) : this, {
      body,
      messageId: `m${this.messages++}`,
      sentAt: this.clock.now(),
    })
  }

  /** The job has a driver on the cluster, which runs. */
  async run(job: Job | undefined): Promise<void> {
    const { jobId = '', sparkAppId = '' } = job ?? {}
    const labels = { [LABELS.jobId]: jobId, [LABELS.attempt]: '1' }
    const pod = driverPod({
      metadata: { name: `${sparkAppId}-driver`, namespace: 'team-a', labels },
      driver: running(),
    })
    const { metadata } = await this.cluster.createPod(pod as Pod)
    const driver = { name: metadata?.name ?? '', uid: metadata?.uid ?? '' }
    await updateJob(this.store, jobId, (it) => ({ ...it, driver, state: 'RUNNING', revision: it.revision + 1 }))
  }

  async end(job: Job | undefined, state: 'SUCCEEDED' | 'FAILED' = 'SUCCEEDED'): Promise<void> {
    await updateJob(this.store, job?.jobId ?? '', (it) =>
      advance(it, { state, attempt: 1 }, '2026-01-01T12:00:30.000Z'),
    )
  }

  get firings(): readonly Firing[] {
    return this.schedules.schedules.get('team-a/nightly')?.firings ?? []
  }

  /** Oldest first: the run's state, or why there was none. */
  get outcomes(): readonly (string | undefined)[] {
    return this.firings.toReversed().map((it) => it.skipped ?? this.store.jobs.get(it.jobId ?? '')?.state)
  }

  get open(): readonly Job[] {
    return [...this.store.jobs.values()].filter(({ state }) => !isTerminal(state))
  }

  private dying(crash: CrashPoint): RunFiring {
    return {
      schedules: crash.guard(this.schedules),
      store: crash.guard(this.store),
      queue: crash.guard(this.queue),
      announcer: crash.guard(this.announcer),
      clock: this.clock,
      log: this.log,
      kill: crash.guard({ kill: this.kill }).kill,
    }
  }
}
