import { KubernetesError } from '../../lib/errors/kubernetes-error.ts'
import { TransientError } from '../../lib/errors/sparkdrop-error.ts'
import type { PersistentVolumeClaim, Pod } from '../../lib/ports/kubernetes-types.ts'
import type {
  ExecutorCluster,
  ListExecutorPods,
  PodList,
  PodSelection,
  PodWatchSink,
} from '../../lib/scheduler/executor-cluster.ts'
import { matchesSelector } from '../fakes/label-selector.ts'
import type { SimulatedTime } from './simulated-time.ts'

/** What goes wrong, each as a chance in [0, 1). */
export interface Faults {
  readonly throttle: number
  readonly refuse: number
  readonly error: number
  /** The request is carried out, and its answer is lost. */
  readonly lostAnswer: number
}

export const NO_FAULTS: Faults = { throttle: 0, refuse: 0, error: 0, lostAnswer: 0 }

const LATENCY_MS = 20
const GRACE_MS = 30_000

const status = (code: number, reason: string, message: string): KubernetesError =>
  new KubernetesError({ code, reason, message }, 'simulated')

const nameOf = ({ metadata }: { readonly metadata?: { readonly name?: string } }): string => metadata?.name ?? ''

const isLive = ({ status }: Pod): boolean => status?.phase !== 'Failed' && status?.phase !== 'Succeeded'

/** A cluster in memory that answers late, wrongly, or not at all, and keeps a watch on what must never be. */
export class SimulatedCluster implements ExecutorCluster {
  readonly pods = new Map<string, Pod>()
  readonly claims = new Map<string, PersistentVolumeClaim>()
  /** What was done that must never be. */
  readonly violations: string[] = []
  faults: Faults = NO_FAULTS
  /** How many pods fit in the namespace's quota. */
  quota = Number.POSITIVE_INFINITY
  quotaMessage = 'is forbidden: exceeded quota: q'
  /** Called just before a pod is created that was not there. */
  onCreate: (pod: Pod) => void = () => {}
  readonly #time: SimulatedTime
  readonly #sinks = new Set<PodWatchSink & { readonly since: number }>()
  readonly #created = new Set<string>()
  #generation = 0
  #version = 1

  constructor(time: SimulatedTime) {
    this.#time = time
  }

  /** The process of the loop dies: what it sent and nobody carried out yet is never carried out. */
  sever(): void {
    this.#generation++
    this.#sinks.clear()
  }

  /** Every watch breaks, and lists anew. */
  breakWatches(): void {
    for (const sink of this.#sinks) {
      const since = this.#time.monotonic()
      sink.failed(new TransientError('WATCH_BROKEN', 'simulated'))
      const pods = [...this.pods.values()]
      void this.#time.sleep(LATENCY_MS).then(() => sink.replaced(pods, since))
    }
  }

  live(profileId?: number): readonly Pod[] {
    return [...this.pods.values()].filter(
      (pod) =>
        isLive(pod) &&
        (profileId === undefined || pod.metadata?.labels?.['spark-exec-resourceprofile-id'] === String(profileId)),
    )
  }

  /** A kubelet runs the pod, if it finds the claims that it names. */
  run(name: string): void {
    const pod = this.pods.get(name)
    if (pod !== undefined && claimNames(pod).every((claim) => this.claims.has(claim))) this.setPhase(name, 'Running')
  }

  /** The pod is in another phase from now on. */
  setPhase(name: string, phase: string): void {
    const pod = this.pods.get(name)
    if (pod === undefined) return
    const exitCode = phase === 'Failed' ? 1 : 0
    const ended = phase === 'Failed' || phase === 'Succeeded'
    const containerStatuses = ended ? [{ name: 'spark-kubernetes-executor', state: { terminated: { exitCode } } }] : []
    this.#put({ ...pod, status: { phase, containerStatuses } as NonNullable<Pod['status']> }, 'MODIFIED')
  }

  /** Somebody deletes the pod, which has a grace period to go. */
  leave(name: string): void {
    const pod = this.pods.get(name)
    if (pod === undefined) return
    const deletionTimestamp = new Date(this.#time.now() + GRACE_MS).toISOString()
    this.#put({ ...pod, metadata: { ...pod.metadata, deletionTimestamp } }, 'MODIFIED')
  }

  remove(name: string): void {
    const pod = this.pods.get(name)
    if (pod === undefined) return
    this.pods.delete(name)
    this.#tell('DELETED', pod)
  }

  createPod(_namespace: string, pod: Pod): Promise<Pod> {
    return this.#request(() => {
      const name = nameOf(pod)
      if (this.pods.size >= this.quota) throw status(403, 'Forbidden', this.quotaMessage)
      if (this.pods.has(name)) throw status(409, 'AlreadyExists', `pods "${name}" already exists`)
      this.onCreate(pod)
      if (this.#created.has(name)) this.violations.push(`${name} was created twice`)
      this.#created.add(name)
      this.#watchClaims(pod)
      const creationTimestamp = new Date(this.#time.now()).toISOString()
      const metadata = { ...pod.metadata, uid: `uid-${this.#version}`, creationTimestamp }
      return this.#put({ ...pod, metadata, status: { phase: 'Pending' } }, 'ADDED')
    })
  }

  getPod(_namespace: string, name: string): Promise<Pod | undefined> {
    return this.#request(() => this.pods.get(name))
  }

  listPods(query: ListExecutorPods): Promise<PodList> {
    return this.#request(() => ({ pods: this.#select(query), resourceVersion: String(this.#version) }))
  }

  async watchPods(_selection: PodSelection, sink: PodWatchSink, signal: AbortSignal): Promise<void> {
    const since = this.#time.monotonic()
    const own = { ...sink, since }
    sink.replaced([...this.pods.values()], since)
    this.#sinks.add(own)
    signal.addEventListener('abort', () => this.#sinks.delete(own))
  }

  deletePod(_namespace: string, name: string, uid: string): Promise<boolean> {
    return this.#request(() => {
      if (this.pods.get(name)?.metadata?.uid !== uid) return false
      this.remove(name)
      return true
    })
  }

  deletePods(selection: PodSelection): Promise<void> {
    return this.#request(() => {
      for (const pod of this.#select(selection)) this.remove(nameOf(pod))
    })
  }

  labelPod(_namespace: string, name: string, uid: string, labels: Readonly<Record<string, string>>): Promise<boolean> {
    return this.#request(() => {
      const pod = this.pods.get(name)
      if (pod?.metadata?.uid !== uid) return false
      this.#put({ ...pod, metadata: { ...pod.metadata, labels: { ...pod.metadata.labels, ...labels } } }, 'MODIFIED')
      return true
    })
  }

  createClaim(_namespace: string, claim: PersistentVolumeClaim): Promise<PersistentVolumeClaim> {
    return this.#request(() => {
      if (this.claims.has(nameOf(claim))) throw status(409, 'AlreadyExists', 'the claim already exists')
      const creationTimestamp = new Date(this.#time.now()).toISOString()
      const made = { ...claim, metadata: { ...claim.metadata, creationTimestamp } }
      this.claims.set(nameOf(claim), made)
      return made
    })
  }

  listClaims(): Promise<readonly PersistentVolumeClaim[]> {
    return this.#request(() => [...this.claims.values()])
  }

  deleteClaims(): Promise<void> {
    return this.#request(() => this.claims.clear())
  }

  #watchClaims(pod: Pod): void {
    const used = new Set([...this.pods.values()].flatMap((other) => claimNames(other)))
    for (const name of claimNames(pod)) if (used.has(name)) this.violations.push(`${name} is used twice`)
  }

  #select({ labelSelector, fieldSelector = '' }: PodSelection): readonly Pod[] {
    return [...this.pods.values()].filter((pod) => {
      const phase = pod.status?.phase ?? ''
      const fields = fieldSelector.split(',').every((term) => {
        const [, unequal, wanted] = /^status\.phase(!?)=(.+)$/.exec(term) ?? []
        return wanted === undefined || (wanted === phase) === (unequal === '')
      })
      return fields && matchesSelector(labelSelector, pod.metadata?.labels)
    })
  }

  #put(pod: Pod, type: 'ADDED' | 'MODIFIED'): Pod {
    this.#version++
    const stored = { ...pod, metadata: { ...pod.metadata, resourceVersion: String(this.#version) } }
    this.pods.set(nameOf(pod), stored)
    this.#tell(type, stored)
    return stored
  }

  #tell(type: 'ADDED' | 'MODIFIED' | 'DELETED', pod: Pod): void {
    for (const sink of this.#sinks) {
      void this.#time.sleep(LATENCY_MS).then(() => {
        if (this.#sinks.has(sink)) sink.changed(type, pod)
      })
    }
  }

  /** One request: it travels, is carried out or not, and its answer travels back, or gets lost. */
  async #request<T>(carryOut: () => T): Promise<T> {
    const generation = this.#generation
    const { throttle, refuse, error, lostAnswer } = this.faults
    await this.#time.sleep(LATENCY_MS * this.#time.next())
    if (generation !== this.#generation) return new Promise(() => {})
    const fate = this.#time.next()
    if (fate < throttle) throw status(429, 'TooManyRequests', 'too many requests')
    if (fate < throttle + refuse) throw status(403, 'Forbidden', 'is forbidden: exceeded quota: elsewhere')
    if (fate < throttle + refuse + error) throw status(500, 'InternalError', 'simulated')
    const answer = carryOut()
    await this.#time.sleep(LATENCY_MS * this.#time.next())
    if (generation !== this.#generation) return new Promise(() => {})
    if (fate < throttle + refuse + error + lostAnswer) throw new TransientError('NO_ANSWER', 'simulated')
    return answer
  }
}

const claimNames = ({ spec }: Pod): readonly string[] =>
  (spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? [])
