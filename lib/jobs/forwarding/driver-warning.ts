import type { DriverPod, PodWarning } from '../../../events/pod-event.ts'
import { driverStatus } from '../classify/driver-containers.ts'
import { endsPod } from '../classify/kubelet-stop.ts'
import { hasEnded } from './driver-change.ts'

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

/** Whether the warning still holds for the pod: it waits, or it is told that it ends. */
export const concerns = (pod: DriverPod, { reason }: PodWarning): boolean => endsPod(reason) || isWaiting(pod)

const isTooSoon = ({ metadata }: DriverPod, { reason, lastSeen }: PodWarning): boolean =>
  !endsPod(reason) && Date.parse(lastSeen) - Date.parse(metadata.creationTimestamp ?? '') < TOO_SOON_MS

/** Whether the warning tells more of the pod than what was known before. */
export const isTold = (pod: DriverPod, warning: PodWarning, before: PodWarning | undefined): boolean =>
  concerns(pod, warning) &&
  !hasEnded(pod) &&
  !isTooSoon(pod, warning) &&
  (before === undefined || before.lastSeen <= warning.lastSeen)

/** Whether two warnings say the same, whenever they do. */
export const sayTheSame = (one: PodWarning, other: PodWarning | undefined): boolean =>
  one.reason === other?.reason && one.message === other.message
