import { isKubernetesStatus, KubernetesError } from '../errors/kubernetes-error.ts'
import type { Cluster, DeletePod, ListObjects, ListPods, MetaPage, PodLog, PodPage } from '../ports/cluster.ts'
import type { CoreEvent, KubernetesObject, ObjectMeta, Pod } from '../ports/kubernetes-types.ts'
import { LIST_METADATA_ONLY, METADATA_ONLY } from './metadata-only.ts'
import { CORE, collectionPath, kindPath, namespacedPath, objectPath } from './resource-path.ts'
import type { RestClient } from './rest-client.ts'

interface ListOf<T> {
  readonly metadata?: { readonly continue?: string }
  /** Null, not empty, where a page of metadata has nothing on it. */
  readonly items: readonly T[] | null
}

/** Reporters hold themselves to some dozens for an object. */
const MOST_EVENTS = 200

const podPath = (namespace: string, name?: string): string => namespacedPath(CORE, namespace, 'pods', name)

/** `value`, or `instead` where the API server answers that there is no such thing. */
async function unlessMissing<T, U>(value: Promise<T>, instead: U): Promise<T | U> {
  try {
    return await value
  } catch (error) {
    if (isKubernetesStatus(error, 404)) return instead
    throw error
  }
}

/** A cluster by the REST API of its API server. */
export class RestCluster implements Cluster {
  readonly #client: RestClient

  constructor(client: RestClient) {
    this.#client = client
  }

  async createPod(pod: Pod): Promise<Pod> {
    const path = podPath(pod.metadata?.namespace ?? 'default')
    const body = { apiVersion: 'v1', kind: 'Pod', ...pod }
    const request = { method: 'POST', path, body, accept: METADATA_ONLY, atMostOnce: true } as const
    const { metadata = {} } = await this.#client.json<KubernetesObject>(request)
    return { ...pod, metadata }
  }

  getPod(namespace: string, name: string): Promise<Pod | undefined> {
    return unlessMissing(this.#client.json<Pod>({ method: 'GET', path: podPath(namespace, name) }), undefined)
  }

  async listPods({ namespace, labelSelector, limit, next }: ListPods): Promise<PodPage> {
    const path = namespace === undefined ? `${CORE}/pods` : podPath(namespace)
    const query = { labelSelector, limit, continue: next }
    const list = await this.#client.json<ListOf<Pod>>({ method: 'GET', path, query })
    const token = list.metadata?.continue
    return { pods: list.items ?? [], ...(token ? { next: token } : {}) }
  }

  /**
   * The uid travels in the patch, so that the API server itself refuses it where the name has passed to another pod: as
   * 422, since to it this is a change of an immutable field, which is told here as the conflict that it is.
   *
   * The pod gives up its managedFields: nobody applies to a driver pod, and to keep them takes the API server half of the
   * processor time of this patch, and of each that the kubelet makes later.
   */
  async removeSchedulingGate(namespace: string, name: string, uid: string, gate: string): Promise<Pod> {
    try {
      return await this.#client.json<Pod>({
        method: 'PATCH',
        path: podPath(namespace, name),
        contentType: 'application/strategic-merge-patch+json',
        body: { metadata: { uid, managedFields: [{}] }, spec: { schedulingGates: [{ name: gate, $patch: 'delete' }] } },
      })
    } catch (error) {
      if (!isKubernetesStatus(error, 422) || !error.message.includes('metadata.uid')) throw error
      const message = `pod "${name}" is not the one of uid ${uid} any more`
      throw new KubernetesError({ code: 409, reason: 'Conflict', message }, `PATCH ${podPath(namespace, name)}`, {
        cause: error,
      })
    }
  }

  deletePod(namespace: string, name: string, options: DeletePod = {}): Promise<boolean> {
    return this.#delete(podPath(namespace, name), options)
  }

  async podLog(namespace: string, name: string, options: PodLog = {}): Promise<string | undefined> {
    const path = `${podPath(namespace, name)}/log`
    try {
      return await unlessMissing(this.#client.text({ method: 'GET', path, query: { ...options } }), undefined)
    } catch (error) {
      if (isKubernetesStatus(error, 400) && error.message.includes('waiting to start')) return undefined
      throw error
    }
  }

  async podEvents(namespace: string, name: string): Promise<readonly CoreEvent[]> {
    const path = namespacedPath(CORE, namespace, 'events')
    // By name, not by uid: not every reporter knows the uid of the pod that it speaks of.
    const query = { fieldSelector: `involvedObject.kind=Pod,involvedObject.name=${name}`, limit: MOST_EVENTS }
    return (await this.#client.json<ListOf<CoreEvent>>({ method: 'GET', path, query })).items ?? []
  }

  async createObject(object: KubernetesObject): Promise<ObjectMeta> {
    const request = { method: 'POST', path: collectionPath(object), body: object, accept: METADATA_ONLY } as const
    return (await this.#client.json<KubernetesObject>(request)).metadata ?? {}
  }

  async getObjectMeta(object: KubernetesObject): Promise<ObjectMeta | undefined> {
    const request = { method: 'GET', path: objectPath(object), accept: METADATA_ONLY } as const
    const found = await unlessMissing(this.#client.json<KubernetesObject>(request), undefined)
    return found && (found.metadata ?? {})
  }

  async listObjectMeta({ apiVersion, kind, namespace, labelSelector, limit, next }: ListObjects): Promise<MetaPage> {
    const path = kindPath(apiVersion, kind, namespace)
    const query = { labelSelector, limit, continue: next }
    const request = { method: 'GET', path, query, accept: LIST_METADATA_ONLY } as const
    const list = await this.#client.json<ListOf<KubernetesObject>>(request)
    const token = list.metadata?.continue
    return { objects: (list.items ?? []).map(({ metadata = {} }) => metadata), ...(token ? { next: token } : {}) }
  }

  deleteObject(object: KubernetesObject, uid: string): Promise<boolean> {
    return this.#delete(objectPath(object), { uid })
  }

  apply<T extends KubernetesObject>(object: T): Promise<T> {
    return this.#client.json<T>({
      method: 'PATCH',
      path: objectPath(object),
      query: { fieldManager: 'sparkdrop', force: true },
      contentType: 'application/apply-patch+yaml',
      body: object,
    })
  }

  async namespaceExists(namespace: string): Promise<boolean> {
    const path = `${CORE}/namespaces/${encodeURIComponent(namespace)}`
    const found = await unlessMissing(
      this.#client.json<{ status?: { phase?: string } }>({ method: 'GET', path }),
      undefined,
    )
    return found !== undefined && found.status?.phase !== 'Terminating'
  }

  async #delete(path: string, { gracePeriodSeconds, uid }: DeletePod): Promise<boolean> {
    const body = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      propagationPolicy: 'Background',
      ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
      ...(uid === undefined ? {} : { preconditions: { uid } }),
    }
    try {
      await this.#client.json({ method: 'DELETE', path, body })
      return true
    } catch (error) {
      if (isKubernetesStatus(error, 404)) return false
      // The name belongs to another object by now: the one that was meant is gone.
      if (uid !== undefined && isKubernetesStatus(error, 409)) return false
      throw error
    }
  }
}
