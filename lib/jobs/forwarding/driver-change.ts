import type { DriverPod } from '../../../events/pod-event.ts'
import { driverStatus } from '../classify/driver-containers.ts'

type Status = NonNullable<DriverPod['status']>

const containers = (statuses: Status['containerStatuses'] = []): unknown[] =>
  statuses.map(({ name, state, lastState, restartCount }) => [name, state, lastState, restartCount])

/**
 * A text that differs where two states of a driver pod differ in something that matters: phase, containers' states,
 * deletion, node, gates, and the conditions that explain why it waits or was disrupted. Times of probes, readiness,
 * addresses, labels and versions alone are no news.
 */
export function significanceOf({ metadata, spec, status = {} }: DriverPod): string {
  const conditions = (status.conditions ?? []).map(({ type, status: value, reason, message }) => [
    type,
    // Readiness comes and goes; only its reason tells something: that the pod has ended.
    type === 'Ready' || type === 'ContainersReady' ? reason === 'PodFailed' || reason === 'PodCompleted' : value,
    type === 'Ready' || type === 'ContainersReady' ? '' : [reason, message],
  ])
  return JSON.stringify([
    status.phase,
    status.reason,
    status.message,
    metadata.deletionTimestamp,
    metadata.deletionGracePeriodSeconds,
    spec.nodeName,
    spec.schedulingGates,
    containers(status.containerStatuses),
    containers(status.initContainerStatuses),
    conditions,
  ])
}

/** True where the driver has come to its end, whether others in its pod go on or not. */
export const hasEnded = (pod: DriverPod): boolean =>
  pod.status?.phase === 'Succeeded' ||
  pod.status?.phase === 'Failed' ||
  driverStatus(pod)?.state?.terminated !== undefined
