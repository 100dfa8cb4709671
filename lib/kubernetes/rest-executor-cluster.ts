import { isKubernetesStatus } from '../errors/kubernetes-error.ts'
import type { KubernetesObject, PersistentVolumeClaim, Pod } from '../ports/kubernetes-types.ts'
import type {
  ExecutorCluster,
  ListExecutorPods,
  PodList,
  PodSelection,
  PodWatchSink,
} from '../scheduler/executor-cluster.ts'
import { METADATA_ONLY } from './metadata-only.ts'
import { Reflector } from './reflector.ts'
import { CORE, namespacedPath } from './resource-path.ts'
import type { RestClient, RestRequest } from './rest-client.ts'
import { systemTimers, type Timers } from './timers.ts'

interface ObjectList<T> {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string }
  readonly items?: readonly T[]
}

/** The loop itself decides what to try again, and how soon. */
const ONE_ATTEMPT = { retryBudgetMs: 0 } as const
/** A page may be large and the API server busy. */
const LIST_TIMEOUT_MS = 60_000
const PAGE_SIZE = 500

const podsPath = (namespace: string, name?: string): string => namespacedPath(CORE, namespace, 'pods', name)

const claimsPath = (namespace: string): string => namespacedPath(CORE, namespace, 'persistentvolumeclaims')

const selectors = ({ labelSelector, fieldSelector }: PodSelection): NonNullable<RestRequest['query']> => ({
  labelSelector,
  fieldSelector,
})

/** A change of one object that is meant for this uid only: false where that one is gone. */
async function unlessGone(change: Promise<unknown>): Promise<boolean> {
  try {
    await change
    return true
  } catch (error) {
    const nameHasPassedOn =
      isKubernetesStatus(error, 409) || (isKubernetesStatus(error, 422) && error.message.includes('metadata.uid'))
    if (isKubernetesStatus(error, 404) || nameHasPassedOn) return false
    throw error
  }
}

/** The executors of an application by the REST API of their API server. */
export class RestExecutorCluster implements ExecutorCluster {
  readonly #client: RestClient
  readonly #timers: Timers

  constructor(client: RestClient, timers: Timers = systemTimers) {
    this.#client = client
    this.#timers = timers
  }

  async createPod(namespace: string, pod: Pod): Promise<Pod> {
    const body = { apiVersion: 'v1', kind: 'Pod', ...pod }
    const request = { method: 'POST', path: podsPath(namespace), body, accept: METADATA_ONLY, ...ONE_ATTEMPT } as const
    const { metadata = {} } = await this.#client.json<KubernetesObject>(request)
    // As every pod begins.
    return { ...pod, metadata, status: { phase: 'Pending' } }
  }

  async getPod(namespace: string, name: string): Promise<Pod | undefined> {
    try {
      return await this.#client.json<Pod>({ method: 'GET', path: podsPath(namespace, name), ...ONE_ATTEMPT })
    } catch (error) {
      if (isKubernetesStatus(error, 404)) return undefined
      throw error
    }
  }

  async listPods({ namespace, notOlderThan, ...selection }: ListExecutorPods): Promise<PodList> {
    const version =
      notOlderThan === undefined ? {} : { resourceVersion: notOlderThan, resourceVersionMatch: 'NotOlderThan' }
    const { items, resourceVersion } = await this.#list<Pod>(podsPath(namespace), {
      ...selectors({ namespace, ...selection }),
      ...version,
    })
    return { pods: items, resourceVersion }
  }

  async watchPods(selection: PodSelection, sink: PodWatchSink, signal: AbortSignal): Promise<void> {
    const timers = this.#timers
    // A list is begun first of all, and from then on only after a failure: so much later it was, at least.
    let since = timers.monotonic()
    const reflector = new Reflector<Pod, Pod>({
      client: this.#client,
      path: podsPath(selection.namespace),
      labelSelector: selection.labelSelector,
      project: (pod) => pod,
      timers,
      sink: {
        replaced: (pods) => sink.replaced(pods, since),
        changed: (type, pod) => sink.changed(type, pod),
        failed: (error) => {
          since = timers.monotonic()
          sink.failed(error)
        },
      },
    })
    await reflector.run(signal)
  }

  deletePod(namespace: string, name: string, uid: string, gracePeriodSeconds?: number): Promise<boolean> {
    const body = { ...deleteOptions(gracePeriodSeconds), preconditions: { uid } }
    return unlessGone(this.#client.json({ method: 'DELETE', path: podsPath(namespace, name), body, ...ONE_ATTEMPT }))
  }

  async deletePods(selection: PodSelection, gracePeriodSeconds?: number): Promise<void> {
    await this.#deleteAll(podsPath(selection.namespace), selection, gracePeriodSeconds)
  }

  labelPod(namespace: string, name: string, uid: string, labels: Readonly<Record<string, string>>): Promise<boolean> {
    const request: RestRequest = {
      method: 'PATCH',
      path: podsPath(namespace, name),
      contentType: 'application/merge-patch+json',
      body: { metadata: { uid, labels } },
      ...ONE_ATTEMPT,
    }
    return unlessGone(this.#client.json(request))
  }

  createClaim(namespace: string, claim: PersistentVolumeClaim): Promise<PersistentVolumeClaim> {
    const body = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', ...claim }
    return this.#client.json({ method: 'POST', path: claimsPath(namespace), body, ...ONE_ATTEMPT })
  }

  async listClaims(selection: PodSelection): Promise<readonly PersistentVolumeClaim[]> {
    const path = claimsPath(selection.namespace)
    return (await this.#list<PersistentVolumeClaim>(path, selectors(selection))).items
  }

  async deleteClaims(selection: PodSelection): Promise<void> {
    await this.#deleteAll(claimsPath(selection.namespace), selection)
  }

  async #list<T extends KubernetesObject>(
    path: string,
    query: NonNullable<RestRequest['query']>,
  ): Promise<{ readonly items: readonly T[]; readonly resourceVersion: string }> {
    const items: T[] = []
    // Later pages are of the version of the first one, which their token names.
    for (let page: RestRequest['query'] = query; ; ) {
      const answer: ObjectList<T> = await this.#client.json<ObjectList<T>>({
        method: 'GET',
        path,
        query: { ...page, limit: PAGE_SIZE },
        timeoutMs: LIST_TIMEOUT_MS,
        ...ONE_ATTEMPT,
      })
      items.push(...(answer.items ?? []))
      const token: string | undefined = answer.metadata?.continue
      if (!token) return { items, resourceVersion: answer.metadata?.resourceVersion ?? '' }
      page = { labelSelector: query['labelSelector'], fieldSelector: query['fieldSelector'], continue: token }
    }
  }

  async #deleteAll(path: string, selection: PodSelection, gracePeriodSeconds?: number): Promise<void> {
    const request: RestRequest = {
      method: 'DELETE',
      path,
      query: selectors(selection),
      body: deleteOptions(gracePeriodSeconds),
      timeoutMs: LIST_TIMEOUT_MS,
      ...ONE_ATTEMPT,
    }
    await this.#client.text(request)
  }
}

const deleteOptions = (gracePeriodSeconds?: number): object => ({
  apiVersion: 'v1',
  kind: 'DeleteOptions',
  propagationPolicy: 'Background',
  ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
})
