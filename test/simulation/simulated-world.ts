import type { JobRequest } from '../../events/job-request.ts'
import { acceptRequest } from '../../lib/jobs/accept-request.ts'
import { namespaceLimits } from '../../lib/jobs/admission/namespace-limits.ts'
import type { Clusters } from '../../lib/jobs/clusters/clusters.ts'
import type { JobQueue } from '../../lib/jobs/job-queue.ts'
import { killJob } from '../../lib/jobs/kill-job.ts'
import { reconcileJobs } from '../../lib/jobs/reconcile-jobs.ts'
import { type DriverObservation, recordDriver } from '../../lib/jobs/record-driver.ts'
import { submitJob } from '../../lib/jobs/submit-job.ts'
import type { Clock } from '../../lib/ports/clock.ts'
import { openPolicy } from '../builders/policy.ts'
import { InMemoryCluster } from '../fakes/in-memory-cluster.ts'
import type { InMemoryJobStore } from '../fakes/in-memory-job-store.ts'
import { InMemoryObjectStore } from '../fakes/in-memory-object-store.ts'
import { InMemoryRosterStore } from '../fakes/in-memory-roster-store.ts'
import { RecordingAnnouncer } from '../fakes/recording-announcer.ts'
import { silentLog } from '../fakes/silent-log.ts'
import { Agenda } from './agenda.ts'
import { Chance } from './chance.ts'
import type { Flaw } from './flaws.ts'
import { SimulatedForwarder } from './forwarder.ts'
import { Invocation, type Weather } from './invocation.ts'
import { Kubelet } from './kubelet.ts'
import { SimulatedQueue } from './simulated-queue.ts'

export const NAMESPACE = 'team-a'
const BEGIN = Date.UTC(2026, 0, 1)
const MINUTE_MS = 60_000
const DEFAULTS = 'spark.kubernetes.container.image=spark:4.1.4\nspark.executor.instances=2\n'

/** The functions as they are deployed, on a table, a cluster, queues and nodes that are simulated. */
export class SimulatedWorld {
  readonly agenda = new Agenda()
  readonly chance: Chance
  readonly weather: Weather = { over: false, failing: 10, dying: 15, skew: 5 * MINUTE_MS }
  readonly store: InMemoryJobStore
  readonly cluster = new InMemoryCluster({ namespaces: [NAMESPACE], now: () => BEGIN + this.agenda.now })
  readonly objects = new InMemoryObjectStore().put({ bucket: 'drop', key: 'team-a/pi.jar', versionId: 'v1' }, 'jar')
  readonly jobs: SimulatedQueue<JobRequest>
  readonly podEvents: SimulatedQueue<DriverObservation>
  readonly kubelet: Kubelet
  readonly forwarder: SimulatedForwarder
  readonly #rosters = new InMemoryRosterStore()
  readonly #announcer = new RecordingAnnouncer()

  constructor(seed: number, store: InMemoryJobStore, flaw?: Flaw) {
    this.chance = new Chance(seed)
    this.store = store
    const { agenda, chance, weather, cluster } = this
    this.jobs = new SimulatedQueue(agenda, chance, weather, async (request) => {
      const submission = this.#submit(request)
      if (flaw === 'acknowledge-first') submission.catch(() => undefined)
      else await submission
    })
    this.podEvents = new SimulatedQueue(agenda, chance, weather, (event) => recordDriver(this.#tools(), event))
    this.kubelet = new Kubelet(agenda, chance, weather, cluster)
    this.forwarder = new SimulatedForwarder(agenda, cluster, this.podEvents)
  }

  start(): void {
    const changes = new Set(['createPod', 'deletePod', 'createObject', 'deleteObject', 'removeSchedulingGate'])
    this.cluster.afterCommit = ({ method }) => {
      if (!changes.has(method)) return
      this.kubelet.notice()
      this.forwarder.notice()
    }
    this.kubelet.onChange = () => this.forwarder.notice()
    this.#everyMinute()
  }

  /** Somebody sends a job, and again until it is taken. */
  async send(request: JobRequest): Promise<void> {
    for (;;) {
      try {
        await acceptRequest(this.#tools(), request)
        return
      } catch {
        await this.agenda.sleep(5_000)
      }
    }
  }

  /** Somebody wants the job ended, and says so until it is taken. */
  async kill(jobId: string): Promise<void> {
    for (;;) {
      try {
        await killJob(this.#tools(), jobId, { by: 'ann' })
        return
      } catch {
        await this.agenda.sleep(5_000)
      }
    }
  }

  #everyMinute(): void {
    const runs = !this.weather.over && this.chance.percent(5) ? 2 : 1
    for (let run = 0; run < runs; run++) void this.#reconcile().catch(() => undefined)
    this.agenda.after(MINUTE_MS, () => this.#everyMinute())
  }

  #tools(invocation = new Invocation(this.agenda, this.chance, this.weather)) {
    const queue: JobQueue = { send: async (request, seconds = 0) => this.jobs.put(request, seconds * 1_000) }
    const now = (): number => BEGIN + this.agenda.now
    const clock: Clock = { now: () => now() + invocation.skew, monotonic: now }
    const reached = {
      store: invocation.reach(this.store, 'aws'),
      announcer: invocation.reach(this.#announcer, 'aws'),
      queue: invocation.reach(queue, 'aws'),
      objects: invocation.reach(this.objects, 'aws'),
    }
    const cluster = invocation.reach(this.cluster, 'kubernetes')
    const clusters: Clusters = {
      choices: [{ name: 'main', weight: 1, master: 'k8s://https://cluster:443' }],
      open: async () => cluster,
    }
    return {
      ...reached,
      slots: { rosters: invocation.reach(this.#rosters, 'aws'), queue: reached.queue, clock },
      clusters,
      clusterOf: async () => cluster,
      limits: namespaceLimits({ namespaces: {} }),
      clock,
      log: silentLog,
    }
  }

  #submit(request: JobRequest) {
    const random = { next: this.chance.next }
    const platform = async () => ({ uploadPath: 's3a://staging/spark', defaults: DEFAULTS, policy: openPolicy() })
    return submitJob({ ...this.#tools(), random, platform }, request)
  }

  #reconcile() {
    const { clusterOf: _clusterOf, ...tools } = this.#tools()
    const keepFor = { podSeconds: 86_400, stagedSeconds: 3_600 }
    return reconcileJobs({ ...tools, uploadPath: 's3a://staging/spark', keepFor, time: { isOver: () => false } })
  }
}
