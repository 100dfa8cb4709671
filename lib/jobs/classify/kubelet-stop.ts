import type { JobReason } from '../../../events/job-state.ts'
import type { DriverPod } from '../../../events/pod-event.ts'
import { endedBefore } from './container-times.ts'
import { driverContainerName, driverStatus, type Terminated } from './driver-containers.ts'
import { type DriverVerdict, verdict } from './driver-verdict.ts'
import { eventsAbout, lastSeen, type PodEventRecord } from './pod-event-record.ts'

/** A warning and the stop that it leads to are told with seconds only, and not by the same part of the kubelet. */
const SAME_MOMENT_MS = 2000

const FAILED_PROBE = /^(?:Liveness|Startup) probe failed/

/** True for a kubelet's warning of a probe for which it stops a container. */
export const isFailedProbe = ({ reason, message = '' }: PodEventRecord): boolean =>
  reason === 'Unhealthy' && FAILED_PROBE.test(message)

/** What a kubelet stops a container for, by the reason of its warning. */
const CAUSES: Readonly<Record<string, JobReason>> = {
  Evicted: 'PREEMPTED',
  Preempting: 'PREEMPTED',
  FailedPostStartHook: 'CONFIG',
  Unhealthy: 'USER_CODE',
}

/** A kubelet's warnings that it ends a whole pod, from which there is no way back. */
const POD_ENDS = new Set(['Evicted', 'Preempting'])

/** True for the reason of an Event by which a kubelet tells that it ends the pod for its node's sake. */
export const endsPod = (reason = ''): boolean => POD_ENDS.has(reason)

/** What the kubelet last warned of before it ends the pod, where that is known. */
export const endOfPod = (pod: DriverPod, events: readonly PodEventRecord[]): PodEventRecord | undefined =>
  eventsAbout(pod, events).findLast(({ reason }) => endsPod(reason))

const aboutDriver = (pod: DriverPod, events: readonly PodEventRecord[]): readonly PodEventRecord[] =>
  eventsAbout(pod, events).filter(
    ({ involvedObject }) => involvedObject.fieldPath === `spec.containers{${driverContainerName(pod)}}`,
  )

/**
 * Whether the kubelet stopped the driver's container: it says so when it does, and is silent where the container ended by
 * itself. Undefined where what the kubelet said is not known.
 */
export const wasStopped = (pod: DriverPod, events: readonly PodEventRecord[]): boolean | undefined => {
  const said = aboutDriver(pod, events).map(({ reason }) => reason)
  if (said.includes('Killing')) return true
  return said.includes('Started') ? false : undefined
}

const causeOf = (event: PodEventRecord): JobReason | undefined =>
  event.reason === 'Unhealthy' && !isFailedProbe(event) ? undefined : CAUSES[event.reason ?? '']

const warningBefore = (pod: DriverPod, ended: Terminated, events: readonly PodEventRecord[]) => {
  const killing = aboutDriver(pod, events).findLast(({ reason }) => reason === 'Killing')
  if (killing)
    return eventsAbout(pod, events).find(
      (event) => causeOf(event) && Math.abs(lastSeen(event) - lastSeen(killing)) <= SAME_MOMENT_MS,
    )
  // Who hears of warnings alone knows what was to end the pod, and whether its driver was there by then.
  const last = wasStopped(pod, events) === undefined ? endOfPod(pod, events) : undefined
  return last && !endedBefore(ended, lastSeen(last)) ? last : undefined
}

/**
 * The verdict on a driver that its kubelet stopped for a cause that only events tell: where all containers of an evicted pod
 * end well, its status says no more than that; and it never names a probe or a hook.
 */
export const stoppedForCause = (pod: DriverPod, events: readonly PodEventRecord[]): DriverVerdict | undefined => {
  const ended = driverStatus(pod)?.state?.terminated
  const warning = ended && warningBefore(pod, ended, events)
  return (
    warning &&
    verdict('FAILED', {
      reason: causeOf(warning),
      message: `the kubelet stopped the driver: ${warning.reason}: ${warning.message ?? ''}`,
      exitCode: ended.exitCode,
    })
  )
}
