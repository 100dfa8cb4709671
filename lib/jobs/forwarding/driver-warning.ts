import type { DriverPod, PodWarning } from '../../../events/pod-event.ts'
import { driverStatus } from '../classify/driver-containers.ts'

/**
 * What a driver mounts may be made just after its pod is: a kubelet that misses it warns, and has it when it tries again.
 * What it still warns of after this time is no such thing.
 */
const TOO_SOON_MS = 5_000

/** True while the driver's container has not started, so that something may hold it up. */
export const isWaiting = (pod: DriverPod): boolean => {
  const { running, terminated } = driverStatus(pod)?.state ?? {}
  return running === undefined && terminated === undefined && (pod.status?.phase ?? 'Pending') === 'Pending'
}

/** Whether the warning tells more of the pod than what was known before. */
export const isTold = (pod: DriverPod, warning: PodWarning, before: PodWarning | undefined): boolean => {
  const created = Date.parse(pod.metadata.creationTimestamp ?? '')
  if (!isWaiting(pod) || Date.parse(warning.lastSeen) - created < TOO_SOON_MS) return false
  return before === undefined || before.lastSeen <= warning.lastSeen
}

/** Whether two warnings say the same, whenever they do. */
export const sayTheSame = (one: PodWarning, other: PodWarning | undefined): boolean =>
  one.reason === other?.reason && one.message === other.message
