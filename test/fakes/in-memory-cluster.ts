import { KubernetesError } from '../../lib/errors/kubernetes-error.ts'
import { objectPath } from '../../lib/kubernetes/resource-path.ts'
import type { Cluster, DeletePod, ListObjects, ListPods, MetaPage, PodLog, PodPage } from '../../lib/ports/cluster.ts'
import type { CoreEvent, KubernetesObject, ObjectMeta, Pod } from '../../lib/ports/kubernetes-types.ts'
import { matchesSelector } from './label-selector.ts'
import { plainCopy } from './plain-copy.ts'

export type ClusterMethod = keyof Cluster

export interface ClusterCall {
  readonly method: ClusterMethod
  readonly args: readonly unknown[]
}

/** Line after line a second later, from the beginning of 2026, with its time in front where that is asked for. */
const logLines = (text: string, { timestamps, sinceTime = '' }: PodLog): readonly string[] =>
  text
    .split(/(?<=\n)/)
    .map((line, i) => ({ at: new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString().replace('Z', '000000Z'), line }))
    .filter(({ at, line }) => line !== '' && at >= `${sinceTime.slice(0, 19)}`)
    .map(({ at, line }) => (timestamps ? `${at} ${line}` : line))

/** Called around what a method does to the cluster; what it throws is what the caller gets. */
export type CommitHook = (call: ClusterCall) => void | Promise<void>

export interface InMemoryClusterOptions {
  readonly namespaces?: readonly string[]
  readonly now?: () => number
  /** Where there are several: no two objects of theirs have the same uid. */
  readonly number?: number
}

const fail = (code: number, reason: string, message: string, request: string): KubernetesError =>
  new KubernetesError({ code, reason, message }, request)

const keyOf = (namespace: string, name: string): string => `${namespace}/${name}`

/** A cluster without nodes or controllers, but for the garbage collector: what is created stays as it was told. */
export class InMemoryCluster implements Cluster {
  readonly calls: ClusterCall[] = []
  /** Runs before the cluster has changed: throw here and nothing has happened. */
  beforeCommit: CommitHook = () => {}
  /** Runs when the cluster has changed and before the caller knows: throw here and the answer is lost. */
  afterCommit: CommitHook = () => {}
  /** Hears of every change of a pod, with the pod as it is then: only to be looked at. */
  onPodEvent: (type: 'ADDED' | 'MODIFIED' | 'DELETED', pod: Pod) => void = () => {}
  /** Whether the garbage collector comes at once, or is late and leaves what a pod owned. */
  collectsGarbage = true
  readonly #now: () => number
  readonly #number: string
  readonly #namespaces = new Map<string, 'Active' | 'Terminating'>()
  readonly #pods = new Map<string, Pod>()
  readonly #objects = new Map<string, KubernetesObject>()
  readonly #logs = new Map<string, string>()
  readonly #events: CoreEvent[] = []
  #failures: { method: ClusterMethod; when: 'before' | 'after'; error: Error }[] = []
  #version = 0

  constructor({ namespaces = ['default'], now = () => 0, number = 0 }: InMemoryClusterOptions = {}) {
    this.#now = now
    this.#number = String(number).padStart(8, '0')
    for (const name of namespaces) this.#namespaces.set(name, 'Active')
  }

  /** The next call of the method fails, and nothing has happened. */
  failNext(method: ClusterMethod, error: Error): void {
    this.#failures.push({ method, when: 'before', error })
  }

  /** The next call of the method does its work, and then fails: a timeout after commit. */
  loseNextAnswer(method: ClusterMethod, error: Error): void {
    this.#failures.push({ method, when: 'after', error })
  }

  addNamespace(name: string): void {
    this.#namespaces.set(name, 'Active')
  }

  terminateNamespace(name: string): void {
    this.#namespaces.set(name, 'Terminating')
  }

  /** All pods there are now, as copies. */
  get pods(): readonly Pod[] {
    return [...this.#pods.values()].map((pod) => plainCopy(pod))
  }

  /** The pods themselves, only to be looked at: copies of all of them take their time. */
  get shownPods(): Iterable<Pod> {
    return this.#pods.values()
  }

  /** The objects themselves, only to be looked at. */
  get shownObjects(): Iterable<KubernetesObject> {
    return this.#objects.values()
  }

  /** Grows with every change of a pod or an object. */
  get version(): number {
    return this.#version
  }

  /** All objects but pods there are now; of one kind where it is given. */
  objects(kind?: string): readonly KubernetesObject[] {
    const all = [...this.#objects.values()].filter((object) => kind === undefined || object.kind === kind)
    return all.map((object) => plainCopy(object))
  }

  callsOf(method: ClusterMethod): readonly ClusterCall[] {
    return this.calls.filter((call) => call.method === method)
  }

  /** What a kubelet or a scheduler does to a pod: `change` alters it in place. */
  updatePod(namespace: string, name: string, change: (pod: Pod) => void): Pod {
    const pod = this.#pods.get(keyOf(namespace, name))
    if (pod === undefined) throw new Error(`there is no pod ${namespace}/${name} to update`)
    change(pod)
    this.#touch(pod)
    return plainCopy(pod)
  }

  /** What is left when the kubelet has ended a pod: nothing, and nothing of what it owned. */
  removePod(namespace: string, name: string): void {
    const pod = this.#pods.get(keyOf(namespace, name))
    if (pod === undefined) return
    this.#pods.delete(keyOf(namespace, name))
    this.#logs.delete(keyOf(namespace, name))
    this.#version++
    this.onPodEvent('DELETED', { ...pod, metadata: { ...pod.metadata, resourceVersion: String(this.#version) } })
    if (this.collectsGarbage) this.#collect(pod.metadata?.uid)
  }

  #collect(uid: string | undefined): void {
    const isOwned = ({ metadata }: KubernetesObject): boolean =>
      metadata?.ownerReferences?.some((owner) => owner.uid === uid) ?? false
    for (const [key, object] of this.#objects) if (isOwned(object)) this.#objects.delete(key)
    for (const pod of [...this.#pods.values()])
      if (isOwned(pod)) this.removePod(pod.metadata?.namespace ?? '', pod.metadata?.name ?? '')
  }

  /** The garbage collector comes to the pods whose owner is gone. */
  collectPods(): void {
    const uids = new Set([...this.#pods.values()].map(({ metadata }) => metadata?.uid))
    for (const { metadata } of [...this.#pods.values()]) {
      const owner = metadata?.ownerReferences?.[0]?.uid
      if (owner !== undefined && !uids.has(owner)) this.removePod(metadata?.namespace ?? '', metadata?.name ?? '')
    }
  }

  setLog(namespace: string, name: string, text: string): void {
    this.#logs.set(keyOf(namespace, name), text)
  }

  /** What some part of Kubernetes says of a pod. */
  tell(event: CoreEvent): void {
    this.#events.push(plainCopy(event))
  }

  createPod(pod: Pod): Promise<Pod> {
    return this.#call('createPod', [pod], (request) => {
      const { namespace = 'default', name = '' } = pod.metadata ?? {}
      this.#demandNamespace(namespace, request)
      const key = keyOf(namespace, name)
      if (this.#pods.has(key)) throw fail(409, 'AlreadyExists', `pods "${name}" already exists`, request)
      const created = plainCopy({ apiVersion: 'v1', kind: 'Pod', ...pod, status: { phase: 'Pending' } })
      created.metadata = { ...created.metadata, ...this.#newMetadata(namespace) }
      this.#pods.set(key, created)
      this.onPodEvent('ADDED', created)
      return created
    })
  }

  getPod(namespace: string, name: string): Promise<Pod | undefined> {
    return this.#call('getPod', [namespace, name], () => this.#pods.get(keyOf(namespace, name)))
  }

  listPods(query: ListPods): Promise<PodPage> {
    return this.#call('listPods', [query], () => {
      const { namespace, labelSelector, limit = Number.POSITIVE_INFINITY, next = '' } = query
      const keys = [...this.#pods.keys()].sort().filter((key) => key > next)
      const matching = keys
        .map((key) => ({ key, pod: this.#pods.get(key) ?? {} }))
        .filter(({ pod }) => namespace === undefined || pod.metadata?.namespace === namespace)
        .filter(({ pod }) => matchesSelector(labelSelector, pod.metadata?.labels))
      const page = matching.slice(0, limit)
      const last = page.at(-1)?.key
      return { pods: page.map(({ pod }) => pod), ...(matching.length > limit && last ? { next: last } : {}) }
    })
  }

  removeSchedulingGate(namespace: string, name: string, uid: string, gate: string): Promise<Pod> {
    return this.#call('removeSchedulingGate', [namespace, name, uid, gate], (request) => {
      const pod = this.#pods.get(keyOf(namespace, name))
      if (pod === undefined) throw fail(404, 'NotFound', `pods "${name}" not found`, request)
      if (pod.metadata?.uid !== uid) throw fail(409, 'Conflict', `pods "${name}": the uid is another`, request)
      const gates = pod.spec?.schedulingGates?.filter(({ name }) => name !== gate) ?? []
      if (pod.spec !== undefined) {
        delete pod.spec.schedulingGates
        if (gates.length > 0) pod.spec.schedulingGates = gates
      }
      this.#touch(pod)
      return pod
    })
  }

  /** A pod that is on a node stays, marked, until the kubelet has ended it: `removePod`. */
  deletePod(namespace: string, name: string, options: DeletePod = {}): Promise<boolean> {
    return this.#call('deletePod', [namespace, name, options], () => {
      const pod = this.#pods.get(keyOf(namespace, name))
      if (pod === undefined || (options.uid !== undefined && pod.metadata?.uid !== options.uid)) return false
      const grace = options.gracePeriodSeconds ?? pod.spec?.terminationGracePeriodSeconds ?? 30
      const ended = ['Succeeded', 'Failed'].includes(pod.status?.phase ?? '')
      if (pod.spec?.nodeName === undefined || grace === 0 || ended) this.removePod(namespace, name)
      else {
        const deletionTimestamp = this.#timestamp()
        pod.metadata = { ...pod.metadata, deletionTimestamp, deletionGracePeriodSeconds: grace }
        this.#touch(pod)
      }
      return true
    })
  }

  podLog(namespace: string, name: string, options: PodLog = {}): Promise<string | undefined> {
    return this.#call('podLog', [namespace, name, options], () => {
      if (!this.#pods.has(keyOf(namespace, name))) return undefined
      const lines = logLines(this.#logs.get(keyOf(namespace, name)) ?? '', options)
      const tail = options.tailLines === undefined ? lines : lines.slice(-options.tailLines)
      return tail.join('').slice(0, options.limitBytes)
    })
  }

  podEvents(namespace: string, name: string): Promise<readonly CoreEvent[]> {
    return this.#call('podEvents', [namespace, name], () =>
      this.#events.filter(
        ({ involvedObject: about }) => about.kind === 'Pod' && about.namespace === namespace && about.name === name,
      ),
    )
  }

  createObject(object: KubernetesObject): Promise<ObjectMeta> {
    return this.#call('createObject', [object], (request) => {
      const key = objectPath(object)
      const { namespace = 'default', name } = object.metadata ?? {}
      this.#demandNamespace(namespace, request)
      if (this.#objects.has(key)) throw fail(409, 'AlreadyExists', `${object.kind} "${name}" already exists`, request)
      const metadata = { ...object.metadata, ...this.#newMetadata(namespace) }
      this.#objects.set(key, plainCopy({ ...object, metadata }))
      return metadata
    })
  }

  getObjectMeta(object: KubernetesObject): Promise<ObjectMeta | undefined> {
    return this.#call('getObjectMeta', [object], () => this.#objects.get(objectPath(object))?.metadata)
  }

  listObjectMeta(query: ListObjects): Promise<MetaPage> {
    return this.#call('listObjectMeta', [query], () => {
      const { kind, namespace, labelSelector, limit = Number.POSITIVE_INFINITY, next = '' } = query
      const matching = [...this.#objects]
        .filter(([key, object]) => key > next && object.kind === kind && object.metadata?.namespace === namespace)
        .filter(([, { metadata }]) => matchesSelector(labelSelector, metadata?.labels))
        .sort(([a], [b]) => (a < b ? -1 : 1))
      const page = matching.slice(0, limit)
      const last = page.at(-1)?.[0]
      const objects = page.map(([, { metadata = {} }]) => metadata)
      return { objects, ...(matching.length > limit && last ? { next: last } : {}) }
    })
  }

  deleteObject(object: KubernetesObject, uid: string): Promise<boolean> {
    return this.#call('deleteObject', [object, uid], () => {
      const key = objectPath(object)
      return this.#objects.get(key)?.metadata?.uid === uid && this.#objects.delete(key)
    })
  }

  apply<T extends KubernetesObject>(object: T): Promise<T> {
    return this.#call('apply', [object], (request) => {
      const key = objectPath(object)
      const { namespace = 'default' } = object.metadata ?? {}
      this.#demandNamespace(namespace, request)
      const before = this.#objects.get(key)?.metadata
      const { uid, creationTimestamp, ...fresh } = this.#newMetadata(namespace)
      const lasting = { uid: before?.uid ?? uid, creationTimestamp: before?.creationTimestamp ?? creationTimestamp }
      const applied: T = plainCopy({ ...object, metadata: { ...object.metadata, ...fresh, ...lasting } })
      this.#objects.set(key, applied)
      return applied
    })
  }

  namespaceExists(namespace: string): Promise<boolean> {
    return this.#call('namespaceExists', [namespace], () => this.#namespaces.get(namespace) === 'Active')
  }

  async #call<T>(method: ClusterMethod, args: readonly unknown[], commit: (request: string) => T): Promise<T> {
    const call = plainCopy({ method, args })
    this.calls.push(call)
    const planned = this.#failures.find((failure) => failure.method === method)
    this.#failures = this.#failures.filter((failure) => failure !== planned)
    if (planned?.when === 'before') throw planned.error
    await this.beforeCommit(call)
    const result = plainCopy(commit(method))
    if (planned !== undefined) throw planned.error
    await this.afterCommit(call)
    return result
  }

  #demandNamespace(namespace: string, request: string): void {
    const phase = this.#namespaces.get(namespace)
    if (phase === undefined) throw fail(404, 'NotFound', `namespaces "${namespace}" not found`, request)
    if (phase === 'Active') return
    throw fail(
      403,
      'Forbidden',
      `unable to create new content in namespace ${namespace}: it is being terminated`,
      request,
    )
  }

  #newMetadata(namespace: string) {
    this.#version++
    const uid = `${this.#number}-0000-4000-8000-${String(this.#version).padStart(12, '0')}`
    return { namespace, uid, resourceVersion: String(this.#version), creationTimestamp: this.#timestamp() }
  }

  #touch(pod: Pod): void {
    this.#version++
    pod.metadata = { ...pod.metadata, resourceVersion: String(this.#version) }
    this.onPodEvent('MODIFIED', pod)
  }

  #timestamp(): string {
    return new Date(this.#now()).toISOString().replace(/\.\d+Z$/, 'Z')
  }
}
