import type { DriverPod } from '../../../events/pod-event.ts'
import type { Cluster } from '../../ports/cluster.ts'
import { type Clusters, placeOf } from '../clusters/clusters.ts'
import type { Job } from '../job.ts'
import { belongs, type DriverIndex, driverIndex } from './driver-index.ts'

/** A namespace on a cluster, its driver pods listed once, and when they are asked for first. */
export class Place {
  readonly namespace: string
  readonly #open: () => Promise<Cluster>
  readonly #known = new Set<string>()
  #index: Promise<DriverIndex> | undefined

  constructor(namespace: string, open: () => Promise<Cluster>) {
    this.namespace = namespace
    this.#open = open
  }

  cluster(): Promise<Cluster> {
    return this.#open()
  }

  drivers(): Promise<DriverIndex> {
    this.#index ??= this.#open().then((cluster) => driverIndex(cluster, this.namespace))
    return this.#index
  }

  /** Remembers which of the pods are an open job's own. */
  async meet(job: Job): Promise<DriverIndex> {
    const drivers = await this.drivers()
    for (const pod of drivers.byJob.get(job.jobId) ?? []) if (belongs(job, pod)) this.#known.add(pod.metadata.uid)
    return drivers
  }

  /** The pods of which no job that was met knew. */
  async unknown(): Promise<readonly DriverPod[]> {
    return [...(await this.drivers()).byUid.values()].filter(({ metadata }) => !this.#known.has(metadata.uid))
  }
}

/** Where jobs are, as they come up. */
export class Places {
  readonly #clusters: Clusters
  readonly #places = new Map<string, Place>()

  constructor(clusters: Clusters) {
    this.#clusters = clusters
  }

  /** Where the job's driver is, or will be. */
  of(job: Job): Place {
    return this.#at(placeOf(this.#clusters, job).name, job.namespace)
  }

  /** The namespaces of all jobs that came up, on every cluster: who moved on may have left something behind. */
  get all(): readonly Place[] {
    const namespaces = new Set([...this.#places.values()].map(({ namespace }) => namespace))
    for (const namespace of namespaces)
      for (const { name, namespaces: only } of this.#clusters.choices)
        if (only?.includes(namespace) ?? true) this.#at(name, namespace)
    return [...this.#places.values()]
  }

  #at(cluster: string, namespace: string): Place {
    const key = JSON.stringify([cluster, namespace])
    const place = this.#places.get(key) ?? new Place(namespace, () => this.#clusters.open(cluster))
    this.#places.set(key, place)
    return place
  }
}
