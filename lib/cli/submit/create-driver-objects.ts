import { KubernetesError } from '../../errors/kubernetes-error.ts'
import { RESOURCES_GATE, withGate } from '../../jobs/submit/driver-gate.ts'
import { CORE, namespacedPath, pluralOf } from '../../kubernetes/resource-path.ts'
import type { RestClient } from '../../kubernetes/rest-client.ts'
import { RestCluster } from '../../kubernetes/rest-cluster.ts'
import type { KubernetesObject, Pod } from '../../ports/kubernetes-types.ts'
import { APP_ID_LABEL } from '../../spark-pod/bookkeeping-labels.ts'
import { ownedBy } from '../../spark-pod/owner-reference.ts'
import type { DriverObjects } from '../../submission/driver-submission.ts'
import { type Surroundings, warn } from '../surroundings.ts'

export interface CreateOptions {
  /** Whether a scheduling gate holds the driver back until its resources exist; else Spark's own order. */
  readonly gate: boolean
}

const nameOf = (object: KubernetesObject): string => object.metadata?.name ?? ''

/** Whether an error leaves open if the pod has been created: its answer was lost, or it was asked for twice. */
const isDoubtful = (error: unknown): boolean => !(error instanceof KubernetesError) || error.status.code === 409

/** The pod created; or, where the answer to that was lost, found to be there. */
async function createPod(client: RestClient, namespace: string, pod: Pod): Promise<Pod> {
  try {
    return await client.json<Pod>({ method: 'POST', path: namespacedPath(CORE, namespace, 'pods'), body: pod })
  } catch (error) {
    if (!isDoubtful(error)) throw error
    const path = namespacedPath(CORE, namespace, 'pods', nameOf(pod))
    const there = await client.json<Pod>({ method: 'GET', path, retryBudgetMs: 0 }).catch(() => undefined)
    const appId = pod.metadata?.labels?.[APP_ID_LABEL]
    if (there === undefined || appId === undefined || there.metadata?.labels?.[APP_ID_LABEL] !== appId) throw error
    return there
  }
}

/** The bodies are as Spark sends them: the namespace is in the URL, not in the object. */
const apply = (client: RestClient, namespace: string, object: KubernetesObject): Promise<unknown> =>
  client.json({
    method: 'PATCH',
    path: namespacedPath(CORE, namespace, pluralOf(object.kind ?? ''), nameOf(object)),
    query: { fieldManager: 'sparkdrop', force: true },
    contentType: 'application/apply-patch+yaml',
    body: object,
  })

/**
 * Creates the driver pod and then, one after the other as Spark does, what it owns; with a gate, the driver starts only
 * when all is there. Where anything fails the pod is deleted, and what it owns goes with it.
 *
 * @throws KubernetesError, TransientError as the API server answers; the signal's reason
 */
export async function createDriverObjects(
  client: RestClient,
  { namespace, pod, resources }: DriverObjects,
  { gate }: CreateOptions,
  surroundings: Pick<Surroundings, 'signal' | 'stderr'>,
): Promise<Pod> {
  const { signal } = surroundings
  signal.throwIfAborted()
  const cluster = new RestCluster(client)
  const created = await createPod(client, namespace, gate ? withGate(pod) : pod)
  const uid = created.metadata?.uid ?? ''
  try {
    for (const object of ownedBy(resources, created)) {
      signal.throwIfAborted()
      await apply(client, namespace, object)
    }
    signal.throwIfAborted()
    return gate ? await cluster.removeSchedulingGate(namespace, nameOf(created), uid, RESOURCES_GATE) : created
  } catch (error) {
    await cluster.deletePod(namespace, nameOf(created), { uid }).catch((problem: Error) => {
      warn(surroundings, `the driver pod ${namespace}/${nameOf(created)} stays behind: ${problem.message}`)
    })
    throw error
  }
}
