import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import type { ExecutorCluster } from '../../lib/scheduler/executor-cluster.ts'
import type { ResourceProfile } from '../../lib/scheduler/resource-profile.ts'
import type { SchedulerLoop, SchedulerLoopDeps } from '../../lib/scheduler/scheduler-loop.ts'
import { startSchedulerLoop } from '../../lib/scheduler/start-scheduler-loop.ts'
import { silentLog } from '../fakes/silent-log.ts'
import { APP_ID, buildWith, NAMESPACE, profileOf, settingsOf } from './executor-specs.ts'
import { RecordingBackend } from './recording-backend.ts'
import { SimulatedCluster } from './simulated-cluster.ts'
import { SimulatedTime } from './simulated-time.ts'

export interface WorldOptions {
  readonly seed?: number
  readonly claims?: number
  readonly conf?: Readonly<Record<string, string>>
  readonly deps?: Partial<SchedulerLoopDeps>
}

const DRIVER: Pod = { metadata: { name: 'driver', uid: 'driver-uid', namespace: NAMESPACE } }

/** A driver, its loop and a cluster, in time that is simulated. */
export class SchedulerWorld {
  readonly time: SimulatedTime
  readonly cluster: SimulatedCluster
  readonly backend = new RecordingBackend()
  readonly targets = new Map<number, number>()
  loop: SchedulerLoop
  readonly #options: WorldOptions
  readonly #profiles = new Map<number, ResourceProfile>()
  /** Stands for the process of the loop: another one has another. */
  #process = {}
  #highestId = 0
  /** The most that was asked for while a creation of now may have been sent. */
  #recent: { readonly at: number; readonly targets: ReadonlyMap<number, number> }[] = []

  constructor(options: WorldOptions = {}) {
    this.#options = options
    this.time = new SimulatedTime(options.seed)
    this.cluster = new SimulatedCluster(this.time)
    this.cluster.onCreate = (pod) => this.#checkTarget(pod)
    this.loop = this.#start('sweep')
  }

  ask(profileId: number, target: number): void {
    this.#recent.push({ at: this.time.monotonic(), targets: new Map(this.targets) })
    this.targets.set(profileId, target)
    this.loop.setTargets(new Map([[this.#profile(profileId), target]]))
  }

  /** The loop's process dies, and another one begins, which the driver tells where the ids of the last one ended. */
  restart(): void {
    this.cluster.sever()
    this.#process = {}
    this.loop = this.#start('adopt')
    this.loop.setTargets(new Map([...this.targets].map(([id, target]) => [this.#profile(id), target])))
  }

  #profile(id: number): ResourceProfile {
    const profile = this.#profiles.get(id) ?? profileOf(id)
    this.#profiles.set(id, profile)
    return profile
  }

  #start(previous: 'sweep' | 'adopt'): SchedulerLoop {
    const { claims = 0, conf, deps } = this.#options
    const settings = settingsOf({ ...conf })
    return startSchedulerLoop({
      cluster: this.#connect(),
      clock: this.time,
      timers: this.time,
      random: this.time,
      log: silentLog,
      build: (id, profile) => {
        this.#highestId = Math.max(this.#highestId, id)
        return buildWith(claims)(id, profile)
      },
      firstId: this.#highestId + 1,
      backend: this.backend,
      settings: { ...settings, allocation: { ...settings.allocation, driverReadinessTimeout: 0 } },
      appId: APP_ID,
      driverPod: DRIVER,
      previous,
      lifecycle: 'loop',
      ...deps,
    })
  }

  /** The cluster as one process has it: what a dead one goes on to do reaches nobody. */
  #connect(): ExecutorCluster {
    const process = this.#process
    return new Proxy<ExecutorCluster>(this.cluster, {
      get: (cluster, method: keyof ExecutorCluster) =>
        process === this.#process ? cluster[method].bind(cluster) : () => new Promise(() => {}),
    })
  }

  /** A request that was sent before the target fell may still be carried out; so long ago it cannot have been sent. */
  #checkTarget(pod: Pod): void {
    const id = Number(pod.metadata?.labels?.['spark-exec-resourceprofile-id'])
    const since = this.time.monotonic() - 20
    const before = this.#recent.filter(({ at }) => at >= since).map(({ targets }) => targets.get(id) ?? 0)
    const most = Math.max(this.targets.get(id) ?? 0, ...before)
    const live = this.cluster.live(id).length
    if (live >= most) this.cluster.violations.push(`${live + 1} executors of profile ${id}, of ${most} asked for`)
  }
}
