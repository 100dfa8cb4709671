import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import type { InMemoryCluster } from '../fakes/in-memory-cluster.ts'
import { plainCopy } from '../fakes/plain-copy.ts'

export interface PodChange {
  readonly version: number
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'
  readonly pod: Pod
  /** The labels that it had before, by which a watch knew it. */
  readonly before: Readonly<Record<string, string>> | undefined
}

/** What became of the pods of a cluster, as far as its API server remembers, for those who watch. */
export class WatchHistory {
  readonly #cluster: InMemoryCluster
  readonly #labels = new Map<string, Readonly<Record<string, string>>>()
  readonly #listeners = new Set<(change: PodChange) => void>()
  #changes: PodChange[] = []
  #oldest = 0

  constructor(cluster: InMemoryCluster) {
    this.#cluster = cluster
    cluster.onPodEvent = (type, pod) => this.#record(type, pod)
  }

  /** The version of what there is now. */
  get version(): number {
    return this.#cluster.version
  }

  /** What came after the version; undefined where that is no longer known. */
  since(version: number): readonly PodChange[] | undefined {
    if (version < this.#oldest) return undefined
    return this.#changes.filter((change) => change.version > version)
  }

  /** Forgets everything up to now, as etcd does every five minutes. */
  compact(): void {
    this.#changes = []
    this.#oldest = this.version
  }

  listen(listener: (change: PodChange) => void, signal?: AbortSignal): void {
    this.#listeners.add(listener)
    signal?.addEventListener('abort', () => this.#listeners.delete(listener), { once: true })
  }

  #record(type: PodChange['type'], pod: Pod): void {
    const uid = pod.metadata?.uid ?? ''
    const before = this.#labels.get(uid)
    if (type === 'DELETED') this.#labels.delete(uid)
    else this.#labels.set(uid, pod.metadata?.labels ?? {})
    const change: PodChange = { version: this.version, type, pod: plainCopy(pod), before }
    this.#changes.push(change)
    for (const listener of this.#listeners) listener(change)
  }
}
