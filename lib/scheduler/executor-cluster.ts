import type { PersistentVolumeClaim, Pod } from '../ports/kubernetes-types.ts'

/** Which pods, or claims: those of one namespace whose labels and fields fit. */
export interface PodSelection {
  readonly namespace: string
  readonly labelSelector: string
  readonly fieldSelector?: string
}

export interface ListExecutorPods extends PodSelection {
  /**
   * The list may be as old as this version, and then costs the API server no read of its store; absent: it is what is
   * there now.
   */
  readonly notOlderThan?: string
}

export interface PodList {
  readonly pods: readonly Pod[]
  /** The version of the whole list. */
  readonly resourceVersion: string
}

/** What a watch tells, in the order in which the API server said it. */
export interface PodWatchSink {
  /**
   * All pods there are.
   * @param since no later than when the list was begun, on the monotonic clock
   */
  replaced(pods: readonly Pod[], since: number): void
  changed(type: 'ADDED' | 'MODIFIED' | 'DELETED', pod: Pod): void
  /** The watch broke, and is tried again. */
  failed(error: unknown): void
}

/**
 * One Kubernetes cluster, as far as the scheduler loop needs it. Every method is one attempt: the loop itself decides
 * when to try again. They throw `KubernetesError` where the API server answers with an error `Status` (with
 * `details.retryAfterMs` where it says when to come again), and `TransientError` where no answer came, in which case a
 * creation or deletion may have been done or not.
 */
export interface ExecutorCluster {
  /** Creates the pod, and gives it with the metadata and the phase that it then has; 409 where the name is taken. */
  createPod(namespace: string, pod: Pod): Promise<Pod>
  getPod(namespace: string, name: string): Promise<Pod | undefined>
  /** Every page of the list; the pods are all of one moment. */
  listPods(query: ListExecutorPods): Promise<PodList>
  /** Lists and watches, and goes on whatever happens, until the signal aborts. */
  watchPods(selection: PodSelection, sink: PodWatchSink, signal: AbortSignal): Promise<void>
  /** Deletes the pod of this uid; false where it was gone already. */
  deletePod(namespace: string, name: string, uid: string, gracePeriodSeconds?: number): Promise<boolean>
  /** Deletes all that fit. */
  deletePods(selection: PodSelection, gracePeriodSeconds?: number): Promise<void>
  /** Adds labels to the pod of this uid; false where it is gone. */
  labelPod(namespace: string, name: string, uid: string, labels: Readonly<Record<string, string>>): Promise<boolean>
  /** Creates the claim; 409 where the name is taken. */
  createClaim(namespace: string, claim: PersistentVolumeClaim): Promise<PersistentVolumeClaim>
  listClaims(selection: PodSelection): Promise<readonly PersistentVolumeClaim[]>
  /** Deletes all that fit. */
  deleteClaims(selection: PodSelection): Promise<void>
}
