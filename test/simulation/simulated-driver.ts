import { plainConnection } from '../../lib/kubernetes/endpoint-connection.ts'
import { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { RestExecutorCluster } from '../../lib/kubernetes/rest-executor-cluster.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import type { BuildExecutor } from '../../lib/scheduler/executor/executor-builder.ts'
import { DEFAULT_PROFILE } from '../../lib/scheduler/resource-profile.ts'
import { startSchedulerLoop } from '../../lib/scheduler/start-scheduler-loop.ts'
import { silentLog } from '../fakes/silent-log.ts'
import { settingsOf } from '../scheduler/executor-specs.ts'
import { RecordingBackend } from '../scheduler/recording-backend.ts'
import type { Agenda } from './agenda.ts'
import type { Chance } from './chance.ts'
import type { Chronicle } from './chronicle.ts'
import type { Faults } from './faults.ts'
import { SimulatedProcess } from './process.ts'
import { LONGEST_WAY_MS, type SimulatedApi } from './simulated-api.ts'

/** Of a hundred drivers, those that have executors by our loop. */
const WITH_EXECUTORS = 10
const MOST_EXECUTORS = 6
/** How long Spark wants as many executors, at most, in milliseconds. */
const LONGEST_TARGET_MS = 60_000

export interface DriverTools {
  readonly agenda: Agenda
  readonly chance: Chance
  readonly faults: Faults
  readonly chronicle: Chronicle
  readonly api: SimulatedApi
  /** A loop that sees no pods in its lists. */
  readonly isBlind: boolean
}

const executorOf =
  (driver: Pod, appId: string): BuildExecutor =>
  (id) => {
    const { namespace = '', name = '', uid = '' } = driver.metadata ?? {}
    const role: Record<string, string> = {
      'spark-role': 'executor',
      'spark-app-selector': appId,
      'spark-exec-id': String(id),
    }
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Pod', name, uid, controller: true }]
    const labels = { ...role, 'spark-exec-resourceprofile-id': '0' }
    const metadata = { namespace, name: `${name}-exec-${id}`, labels, ownerReferences }
    const containers = [{ name: 'spark-kubernetes-executor', image: 'spark:4.1.4' }]
    return {
      pod: { apiVersion: 'v1', kind: 'Pod', metadata, spec: { restartPolicy: 'Never', containers } },
      claims: [],
    }
  }

interface Wish {
  readonly at: number
  readonly executors: number
}

/** The scheduler loops of drivers that run, with what Spark wants of them, and a look at what they do. */
export class SimulatedDrivers {
  /** Executors that nobody had asked for. */
  readonly violations: string[] = []
  /** Executors that were created. */
  executors = 0
  readonly #tools: DriverTools
  readonly #wishes = new Map<string, Wish[]>()
  readonly #processes = new Set<SimulatedProcess>()

  constructor(tools: DriverTools) {
    this.#tools = tools
  }

  /** Ends all that still run. */
  killAll(): void {
    for (const process of this.#processes) process.kill()
  }

  /** A driver runs, until the signal aborts. */
  run(driver: Pod, ended: AbortSignal): void {
    const { name = '', namespace = '', labels = {} } = driver.metadata ?? {}
    const appId = labels['spark-app-selector'] ?? ''
    const process = new SimulatedProcess(`loop of ${name}`, this.#tools)
    if (!process.chance.percent(WITH_EXECUTORS)) return
    this.#processes.add(process)
    ended.addEventListener('abort', () => process.kill(), { once: true })
    const transport = this.#tools.api.transportOf(process, this.#tools.isBlind)
    const client = new RestClient(plainConnection('http://api'), { timers: process, transport })
    const loop = startSchedulerLoop({
      cluster: new RestExecutorCluster(client, process),
      clock: process,
      timers: process,
      random: process,
      log: silentLog,
      build: executorOf(driver, appId),
      backend: new RecordingBackend(),
      settings: settingsOf({ 'spark.kubernetes.namespace': namespace, 'spark.executor.maxNumFailures': '1000000' }),
      appId,
      driverPod: driver,
      previous: 'sweep',
      lifecycle: 'loop',
    })
    this.#wishes.set(appId, [])
    this.#want(appId, process, (executors) => loop.setTargets(new Map([[DEFAULT_PROFILE, executors]])))
  }

  /** An executor was created, with which so many are there. */
  check(pod: Pod, there: number): void {
    this.executors++
    const appId = pod.metadata?.labels?.['spark-app-selector'] ?? ''
    const wishes = this.#wishes.get(appId) ?? []
    // A request that was sent before Spark wanted fewer is still under way for so long at most.
    const since = this.#tools.agenda.now - 2 * LONGEST_WAY_MS
    const counts = wishes.filter(
      ({ at }, index) => (wishes[index + 1]?.at ?? at) >= since || index === wishes.length - 1,
    )
    const most = Math.max(0, ...counts.map(({ executors }) => executors))
    if (there > most) this.violations.push(`${appId} has ${there} executors, of ${most} asked for`)
  }

  #want(appId: string, process: SimulatedProcess, ask: (executors: number) => void): void {
    if (process.killed.aborted) return
    const { agenda, chronicle } = this.#tools
    const executors = process.chance.between(0, MOST_EXECUTORS)
    this.#wishes.get(appId)?.push({ at: agenda.now, executors })
    chronicle.note(() => `the driver of ${appId} wants ${executors} executors`)
    ask(executors)
    agenda.after(process.chance.between(1_000, LONGEST_TARGET_MS), () => this.#want(appId, process, ask))
  }
}
