import type { CoreEvent, KubernetesObject, ObjectMeta, Pod } from './kubernetes-types.ts'

export interface PodPage {
  readonly pods: readonly Pod[]
  /** The token of the next page; absent on the last one. */
  readonly next?: string
}

export interface ListPods {
  /** Absent: all namespaces. */
  readonly namespace?: string
  readonly labelSelector: string
  readonly limit?: number
  readonly next?: string
}

export interface DeletePod {
  readonly gracePeriodSeconds?: number
  /** Delete only this very pod, not a later one of the same name. */
  readonly uid?: string
}

export interface PodLog {
  readonly container?: string
  readonly tailLines?: number
  readonly limitBytes?: number
  /** Whether each line has its time in front, RFC 3339 with nanoseconds, and a blank. */
  readonly timestamps?: boolean
  /** Nothing from before; an API server looks at whole seconds of it. */
  readonly sinceTime?: string
}

export interface ListObjects {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace: string
  readonly labelSelector: string
  readonly limit?: number
  readonly next?: string
}

export interface MetaPage {
  readonly objects: readonly ObjectMeta[]
  /** The token of the next page; absent on the last one. */
  readonly next?: string
}

/**
 * One Kubernetes cluster, as far as a submitter needs it. Every method throws `KubernetesError` where the API server
 * answers with an error `Status`, and `TransientError` where it does not answer at all.
 */
export interface Cluster {
  /**
   * Creates the pod and gives it back as it was sent, with the metadata it got; `KubernetesError` with code 409 where the
   * name is taken. One call never makes two pods: where no answer came it is open whether there is one, and the caller
   * has to look.
   */
  createPod(pod: Pod): Promise<Pod>
  /** The pod, or undefined where there is none. */
  getPod(namespace: string, name: string): Promise<Pod | undefined>
  listPods(query: ListPods): Promise<PodPage>
  /** Removes one scheduling gate from the pod of this uid; 409 where the name now belongs to another pod. */
  removeSchedulingGate(namespace: string, name: string, uid: string, gate: string): Promise<Pod>
  /** Deletes the pod; false where it was gone already. */
  deletePod(namespace: string, name: string, options?: DeletePod): Promise<boolean>
  /** What the container wrote, or undefined where the pod or its log is gone. */
  podLog(namespace: string, name: string, options?: PodLog): Promise<string | undefined>
  /**
   * What was said of pods of this name, in no order: also of one that is gone, and of one that had the name before. As much
   * as is said of one pod within the hour or so that it is kept; what is beyond that is left out.
   */
  podEvents(namespace: string, name: string): Promise<readonly CoreEvent[]>
  /** Creates a namespaced object and gives the metadata it got; `KubernetesError` with code 409 where the name is taken. */
  createObject(object: KubernetesObject): Promise<ObjectMeta>
  /** The metadata of what has this object's kind and name, or undefined where there is none. */
  getObjectMeta(object: KubernetesObject): Promise<ObjectMeta | undefined>
  /** The metadata of a namespace's objects of one kind. */
  listObjectMeta(query: ListObjects): Promise<MetaPage>
  /** Deletes what has this object's kind and name and this uid; false where that is gone. */
  deleteObject(object: KubernetesObject, uid: string): Promise<boolean>
  /** Server-side apply of a namespaced object as field manager `sparkdrop`, taking over conflicting fields. */
  apply<T extends KubernetesObject>(object: T): Promise<T>
  /** Whether the namespace exists (and is not being deleted). */
  namespaceExists(namespace: string): Promise<boolean>
}
