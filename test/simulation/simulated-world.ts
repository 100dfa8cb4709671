import type { JobRequest } from '../../events/job-request.ts'
import { LABELS } from '../../events/pod-event.ts'
import type { PodEvent } from '../../lib/jobs/forwarding/pod-event-publisher.ts'
import { deriveJobId } from '../../lib/jobs/job-id.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { InMemoryCluster } from '../fakes/in-memory-cluster.ts'
import { RecordingAnnouncer } from '../fakes/recording-announcer.ts'
import { Agenda } from './agenda.ts'
import { Chance } from './chance.ts'
import { Chronicle } from './chronicle.ts'
import type { Course } from './course.ts'
import { Faults } from './faults.ts'
import { Kubelet } from './kubelet.ts'
import { rightTime } from './process.ts'
import { SimulatedApi } from './simulated-api.ts'
import { SimulatedDrivers } from './simulated-driver.ts'
import { aboutOf, SimulatedForwarder } from './simulated-forwarder.ts'
import { SimulatedFunctions } from './simulated-functions.ts'
import { SimulatedQueue } from './simulated-queue.ts'
import { UnconditionalJobStore, WatchedJobStore } from './watched-job-store.ts'

const NAMESPACE = 'team-a'
const MINUTE_MS = 60_000
const ASK_AGAIN_MS = 5_000
/** Minutes in which reconcile-jobs runs twice at once, in percent. */
const TWICE = 5

/** The functions, the forwarder and the drivers' loops as they are deployed, on a cloud and a cluster that are simulated. */
export class SimulatedWorld {
  readonly agenda = new Agenda()
  readonly chance: Chance
  readonly chronicle: Chronicle
  readonly faults: Faults
  readonly store: WatchedJobStore
  readonly cluster: InMemoryCluster
  readonly announcer = new RecordingAnnouncer()
  readonly jobs: SimulatedQueue<JobRequest>
  readonly podEvents: SimulatedQueue<PodEvent>
  readonly kubelet: Kubelet
  readonly api: SimulatedApi
  readonly drivers: SimulatedDrivers
  readonly forwarder: SimulatedForwarder
  readonly functions: SimulatedFunctions
  /** The jobs that somebody wanted ended. */
  readonly unwanted = new Set<string>()

  constructor({ seed, flaw, allowed, isTold = false }: Course) {
    const { agenda, announcer } = this
    const chance = new Chance(seed)
    const chronicle = new Chronicle(agenda, isTold)
    const faults = new Faults(chronicle, allowed)
    const cluster = new InMemoryCluster({ namespaces: [NAMESPACE], now: () => rightTime(agenda) })
    const store = new (flaw === 'unconditional-writes' ? UnconditionalJobStore : WatchedJobStore)(chronicle)
    const common = { agenda, chance, faults, chronicle, cluster, store, announcer }
    this.chance = chance
    this.chronicle = chronicle
    this.faults = faults
    this.cluster = cluster
    this.store = store
    this.jobs = new SimulatedQueue(common, (request, name) => this.functions.submit(name, request))
    this.podEvents = new SimulatedQueue(common, (event, name) => this.functions.record(name, event))
    this.api = new SimulatedApi({ ...common, ignoresGone: flaw === 'ignore-410' })
    this.kubelet = new Kubelet(common)
    this.drivers = new SimulatedDrivers({ ...common, api: this.api, isBlind: flaw === 'blind-scheduler' })
    const take = (event: PodEvent) => this.podEvents.put(event, aboutOf(event))
    this.forwarder = new SimulatedForwarder({ ...common, api: this.api, take })
    const queue = { send: async (request: JobRequest, seconds = 0) => this.putJob(request, seconds) }
    this.functions = new SimulatedFunctions({ ...common, queue, flaw })
    this.#connect()
  }

  start(): void {
    this.forwarder.start()
    this.#everyMinute()
  }

  /** Ends all processes: what waits for signals that never come would be kept for ever. */
  stop(): void {
    this.forwarder.kill()
    this.drivers.killAll()
  }

  /** Somebody sends a job, and again until it is taken. */
  send(request: JobRequest): Promise<void> {
    const name = `acceptance of ${deriveJobId(request.source)}`
    return this.#untilTaken(name, (called) => this.functions.accept(called, request))
  }

  /** Somebody wants the job ended, and says so until it is taken. */
  kill(jobId: string): Promise<void> {
    this.unwanted.add(jobId)
    return this.#untilTaken(`kill of ${jobId}`, (called) => this.functions.kill(called, jobId))
  }

  /** A message asks for the job. */
  putJob(request: JobRequest, delaySeconds = 0): void {
    this.jobs.put(request, `submission of ${deriveJobId(request.source)}`, delaySeconds * 1_000)
  }

  #connect(): void {
    const changes = new Set(['createPod', 'deletePod', 'createObject', 'deleteObject', 'removeSchedulingGate'])
    this.cluster.afterCommit = ({ method }) => {
      if (changes.has(method)) this.kubelet.notice()
    }
    this.kubelet.onDriver = (pod, ended) => this.drivers.run(pod, ended)
    this.api.history.listen(({ type, pod }) => {
      const { name = '', uid, labels = {} } = pod.metadata ?? {}
      if (type === 'ADDED' && this.chronicle.isKept) this.#call(name, labels)
      if (type !== 'MODIFIED') this.chronicle.note(() => `${name}, ${uid}: ${type}`)
      if (type === 'ADDED' && labels['spark-role'] === 'executor') this.#checkExecutors(pod)
    })
  }

  /** A name that says whose pod it is. */
  #call(name: string, labels: Readonly<Record<string, string>>): void {
    const of = `${labels[LABELS.jobId]} attempt ${labels[LABELS.attempt]}`
    if (labels['spark-role'] !== 'driver') return
    this.chronicle.call(name, this.chronicle.retold(`driver of ${of}`))
    this.chronicle.call(labels['spark-app-selector'] ?? '', this.chronicle.retold(`app of ${of}`))
  }

  #checkExecutors(pod: Pod): void {
    const appId = pod.metadata?.labels?.['spark-app-selector']
    const there = [...this.cluster.shownPods].filter(
      ({ metadata, status }) =>
        metadata?.labels?.['spark-app-selector'] === appId &&
        metadata?.labels?.['spark-role'] === 'executor' &&
        (status?.phase === 'Pending' || status?.phase === 'Running'),
    )
    this.drivers.check(pod, there.length)
  }

  async #untilTaken(name: string, ask: (called: string) => Promise<unknown>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await ask(`${name}, attempt ${attempt}`)
        return
      } catch {
        await this.agenda.sleep(ASK_AGAIN_MS)
      }
    }
  }

  #everyMinute(): void {
    const minute = Math.round(this.agenda.now / MINUTE_MS)
    const name = `reconcile-jobs of minute ${minute}`
    const isTwice = this.chance.of(name).percent(TWICE)
    if (this.cluster.collectsGarbage) this.cluster.collectPods()
    const reconcile = (called: string) => void this.functions.reconcile(called).catch(() => undefined)
    reconcile(name)
    if (this.faults.strike(isTwice, () => `${name} runs twice`)) reconcile(`${name}, the other`)
    this.agenda.after(MINUTE_MS, () => this.#everyMinute())
  }
}
