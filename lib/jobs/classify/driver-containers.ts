import type { DriverPod } from '../../../events/pod-event.ts'

export type ContainerStatus = NonNullable<NonNullable<DriverPod['status']>['containerStatuses']>[number]
export type ContainerState = NonNullable<ContainerStatus['state']>
export type Terminated = NonNullable<ContainerState['terminated']>

/** What Spark calls the driver's container, unless a pod template named it. */
export const DRIVER_CONTAINER = 'spark-kubernetes-driver'
const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container'

/**
 * The name of the container that runs the driver.
 *
 * Spark calls it `spark-kubernetes-driver`, unless a pod template named it; then the annotation by which Kubernetes
 * marks a pod's main container decides, and without one the last container, which is where Spark puts the driver.
 */
export const driverContainerName = ({ metadata, spec }: DriverPod): string | undefined => {
  const names = spec.containers.map(({ name }) => name)
  return [DRIVER_CONTAINER, metadata.annotations?.[DEFAULT_CONTAINER], names.at(-1)].find(
    (name) => name !== undefined && names.includes(name),
  )
}

/** The status of the driver's container; absent until a kubelet has taken the pod. */
export const driverStatus = (pod: DriverPod): ContainerStatus | undefined => {
  const name = driverContainerName(pod)
  return pod.status?.containerStatuses?.find((status) => status.name === name)
}

/** The statuses of the containers beside the driver's. */
export const otherStatuses = (pod: DriverPod): readonly ContainerStatus[] => {
  const name = driverContainerName(pod)
  return (pod.status?.containerStatuses ?? []).filter((status) => status.name !== name)
}

/** True for an init container that runs as long as the pod: a native sidecar, whose end is not the end of its work. */
const isSidecar = (pod: DriverPod, name: string): boolean =>
  pod.spec.initContainers?.some((container) => container.name === name && container.restartPolicy === 'Always') ?? false

/** The init container that ended in failure, so that the driver will never start. */
export const failedInit = (pod: DriverPod): ContainerStatus | undefined =>
  pod.status?.initContainerStatuses?.find(
    ({ name, state }) => !isSidecar(pod, name) && (state?.terminated?.exitCode ?? 0) !== 0,
  )

/** The containers that have to get somewhere before the driver can start, in the order in which they do, then the driver's. */
export const startOrder = (pod: DriverPod): readonly ContainerStatus[] => {
  const driver = driverStatus(pod)
  return [...(pod.status?.initContainerStatuses ?? []), ...(driver ? [driver] : [])]
}

/** False for a container whose program never ran. */
export const hasStarted = ({ reason }: Terminated): boolean =>
  reason !== 'StartError' && reason !== 'ContainerCannotRun'

/**
 * True where the driver runs or has run. A kubelet that finds a container gone says that it waits to be made, and only of its
 * last state that it was there.
 */
export const hasRun = (pod: DriverPod): boolean => {
  const { state, lastState } = driverStatus(pod) ?? {}
  if (state?.running) return true
  if (state?.terminated) return Boolean(state.terminated.startedAt)
  return lastState?.terminated !== undefined && hasStarted(lastState.terminated)
}

/** True where the pod starts an ended container again: those that Spark and sparkdrop make never do. */
export const startsAgain = ({ metadata, spec }: DriverPod, { exitCode }: Terminated): boolean =>
  metadata.deletionTimestamp === undefined &&
  (spec.restartPolicy === 'Always' || (spec.restartPolicy === 'OnFailure' && exitCode !== 0))
