import type {
  CoreV1Event,
  V1ConfigMap,
  V1Container,
  V1ContainerStatus,
  V1EnvVar,
  V1ObjectMeta,
  V1OwnerReference,
  V1PersistentVolumeClaim,
  V1Pod,
  V1PodSpec,
  V1Secret,
  V1Service,
  V1StatefulSet,
  V1Volume,
  V1VolumeMount,
} from '@kubernetes/client-node'

/** An API type as it travels: the client library's types hold `Date`s where JSON holds text. */
export type Wire<T> = T extends Date
  ? string
  : T extends (infer U)[]
    ? Wire<U>[]
    : T extends object
      ? { [K in keyof T]: Wire<T[K]> }
      : T

export type ObjectMeta = Wire<V1ObjectMeta>
export type OwnerReference = Wire<V1OwnerReference>
export type Pod = Wire<V1Pod>
export type PodSpec = Wire<V1PodSpec>
export type Container = Wire<V1Container>
export type ContainerStatus = Wire<V1ContainerStatus>
export type EnvVar = Wire<V1EnvVar>
export type Volume = Wire<V1Volume>
export type VolumeMount = Wire<V1VolumeMount>
export type Service = Wire<V1Service>
export type StatefulSet = Wire<V1StatefulSet>
export type ConfigMap = Wire<V1ConfigMap>
export type Secret = Wire<V1Secret>
export type PersistentVolumeClaim = Wire<V1PersistentVolumeClaim>
/** What some part of Kubernetes has said of an object: kept for an hour, mostly, whatever becomes of the object. */
export type CoreEvent = Wire<CoreV1Event>

/** Any object of the API, known by its kind and name. */
export interface KubernetesObject {
  apiVersion?: string
  kind?: string
  metadata?: ObjectMeta
}
