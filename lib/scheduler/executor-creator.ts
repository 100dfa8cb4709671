import { isKubernetesStatus } from '../errors/kubernetes-error.ts'
import type { PersistentVolumeClaim, Pod } from '../ports/kubernetes-types.ts'
import { APP_ID_LABEL } from '../spark-pod/bookkeeping-labels.ts'
import { ownedBy } from '../spark-pod/owner-reference.ts'
import { type CreationOutcome, outcomeOf } from './creation-outcome.ts'
import type { ExecutorCluster } from './executor-cluster.ts'
import { EXECUTOR_ID_LABEL } from './executor-pod.ts'

/** What is still to be done until an executor is complete. It is worked off by attempts, each going on where the last ended. */
export interface CreationOrder {
  /** With the names of the claims that it uses, whether made for it or for one before it. */
  readonly pod: Pod
  /** The names of all its claims. */
  readonly uses: readonly string[]
  /** The claims that are still to be made. */
  claims: readonly PersistentVolumeClaim[]
  /** The pod as the API server has it. */
  created?: Pod
  /** Why the pod has to go again, though it was created. */
  undo?: CreationOutcome
  /** An attempt was sent whose answer did not come, so that the pod may exist. */
  uncertain: boolean
  /** Spark has no place for it by now: it is only to be known whether it exists. */
  unwanted?: boolean
}

export interface ExecutorCreatorDeps {
  readonly cluster: ExecutorCluster
  readonly namespace: string
  /** Whom claims belong to; absent: to their executor. */
  readonly claimOwner?: Pod
  /** Called as soon as the pod exists. */
  readonly onPod: (pod: Pod) => void
  /** Called as soon as a claim exists. */
  readonly onClaim: (claim: PersistentVolumeClaim) => void
}

const isTaken = (error: unknown): boolean => isKubernetesStatus(error, 409) && error.status.reason !== 'Conflict'

const sameLabel = (a: Pod, b: Pod, label: string): boolean =>
  a.metadata?.labels?.[label] !== undefined && a.metadata.labels[label] === b.metadata?.labels?.[label]

/** Whether a pod that has our name is the one that an earlier attempt created. */
const isOurs = (wanted: Pod, found: Pod): boolean =>
  sameLabel(wanted, found, APP_ID_LABEL) && sameLabel(wanted, found, EXECUTOR_ID_LABEL)

/** The pod, where an earlier attempt created it. */
async function found(order: CreationOrder, { cluster, namespace }: ExecutorCreatorDeps): Promise<Pod | undefined> {
  const pod = await cluster.getPod(namespace, order.pod.metadata?.name ?? '')
  return pod !== undefined && isOurs(order.pod, pod) ? pod : undefined
}

/**
 * The pod, created now or by an attempt whose answer was lost; undefined where the name is somebody else's. A namespace
 * whose quota is used up refuses a name before it looks whether it exists: after a lost answer that says nothing.
 */
async function podOf(order: CreationOrder, { cluster, namespace }: ExecutorCreatorDeps): Promise<Pod | undefined> {
  try {
    return await cluster.createPod(namespace, order.pod)
  } catch (error) {
    const perhapsOurs = isTaken(error) || (order.uncertain && outcomeOf(error).kind === 'refused')
    if (!perhapsOurs) throw error
    const name = order.pod.metadata?.name ?? ''
    const found = await cluster.getPod(namespace, name)
    if (found !== undefined) return isOurs(order.pod, found) ? found : undefined
    if (isTaken(error)) throw new Error(`pod ${name} was gone again when it was looked for`, { cause: error })
    order.uncertain = false
    throw error
  }
}

/** The claims, one after the other: their names follow from the executor's, so that one that exists is the one that is wanted. */
async function makeClaims(order: CreationOrder, owner: Pod, deps: ExecutorCreatorDeps): Promise<void> {
  for (const claim of ownedBy(order.claims, owner) as readonly PersistentVolumeClaim[]) {
    try {
      deps.onClaim(await deps.cluster.createClaim(deps.namespace, claim))
    } catch (error) {
      if (!isTaken(error)) throw error
    }
    order.claims = order.claims.slice(1)
  }
}

/** Takes the pod back, after which the order is as refused as its claims were. */
async function undo(order: CreationOrder, created: Pod, deps: ExecutorCreatorDeps): Promise<CreationOutcome> {
  try {
    await deps.cluster.deletePod(deps.namespace, created.metadata?.name ?? '', created.metadata?.uid ?? '')
  } catch (error) {
    const outcome = outcomeOf(error)
    return outcome.kind === 'refused' ? { kind: 'unknown', error } : outcome
  }
  return order.undo ?? { kind: 'created' }
}

/**
 * One attempt to create an executor: its pod, then the claims that it needs, which belong to the driver or to the pod.
 * A pod whose claims are refused is deleted again. Follows ExecutorPodsAllocator.requestNewExecutors.
 */
export async function attemptCreation(
  order: CreationOrder,
  executorId: number,
  deps: ExecutorCreatorDeps,
): Promise<CreationOutcome> {
  try {
    if (order.created === undefined) {
      const pod = order.unwanted ? await found(order, deps) : await podOf(order, deps)
      if (pod === undefined && order.unwanted) return { kind: 'forgone' }
      if (pod === undefined) return { kind: 'taken', executorId }
      order.created = pod
      order.uncertain = false
      deps.onPod(pod)
    }
    if (order.undo === undefined) {
      await makeClaims(order, deps.claimOwner ?? order.created, deps)
      return { kind: 'created' }
    }
  } catch (error) {
    const outcome = outcomeOf(error)
    if (outcome.kind === 'unknown') order.uncertain = true
    if (outcome.kind !== 'refused' || order.created === undefined) return outcome
    order.undo = outcome
  }
  return undo(order, order.created, deps)
}
