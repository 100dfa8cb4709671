import type { DriverPod } from '../../../events/pod-event.ts'
import { endedBefore, timeOf } from './container-times.ts'
import { driverStatus, failedInit, hasRun, otherStatuses, type Terminated } from './driver-containers.ts'
import { type DriverVerdict, verdict } from './driver-verdict.ts'
import { endedByStopSignal } from './exit-signal.ts'
import { stoppedForCause, wasStopped } from './kubelet-stop.ts'
import type { PodEventRecord } from './pod-event-record.ts'

/** A kubelet takes this long, at the most, to say that a stopped pod may go; node and API server may differ in time by as much. */
const SLACK_MS = 3000

const DISRUPTIONS: Readonly<Record<string, string>> = {
  PreemptionByScheduler: 'the scheduler preempted it for a pod of higher priority',
  EvictionByEvictionAPI: 'it was evicted, as a node drain, a spot interruption or a scale-down does',
  DeletionByTaintManager: 'its node got a taint that it does not tolerate (unreachable, not ready or about to go)',
  DeletionByPodGC: 'its node is gone from the cluster',
  TerminationByKubelet: "its node's kubelet ended it (short of a resource, or shutting down)",
}

const KUBELET_EVICTIONS = new Set(['Evicted', 'Terminated', 'NodeShutdown', 'Shutdown', 'Preempting'])
const REFUSED_SETTINGS =
  /^(?:SysctlForbidden|Forbidden|AppArmor|SELinux|ProcMount|PodOSNotSupported|PodFeatureUnsupported)/

const driverEnd = (pod: DriverPod): Terminated | undefined => driverStatus(pod)?.state?.terminated

/** What the attempt came to by itself: the end of its driver, or of an init container without which that never starts. */
const ownEnd = (pod: DriverPod): Terminated | undefined => driverEnd(pod) ?? failedInit(pod)?.state?.terminated

const onNode = ({ spec }: DriverPod): string => (spec.nodeName ? ` (node ${spec.nodeName})` : '')

const disrupted = (pod: DriverPod): DriverVerdict | undefined => {
  const condition = pod.status?.conditions?.find(({ type, status }) => type === 'DisruptionTarget' && status === 'True')
  if (!condition || endedBefore(ownEnd(pod), timeOf(condition.lastTransitionTime))) return undefined
  const cause = DISRUPTIONS[condition.reason ?? ''] ?? `it was disrupted (${condition.reason ?? 'no reason given'})`
  const message = `the driver pod was lost to its node or the scheduler: ${cause}${onNode(pod)}. ${condition.message ?? ''}`
  return verdict('FAILED', { reason: 'PREEMPTED', message, exitCode: driverEnd(pod)?.exitCode })
}

/** When the pod's time was up; undefined where it has no limit. */
const deadline = ({ spec, status }: DriverPod): number | undefined => {
  const started = timeOf(status?.startTime)
  return started === undefined || spec.activeDeadlineSeconds === undefined
    ? undefined
    : started + spec.activeDeadlineSeconds * 1000
}

/** True where the driver ended while others in the pod went on: what stopped the pod later did not stop the driver. */
const outlived = (pod: DriverPod, ended: Terminated, events: readonly PodEventRecord[]): boolean => {
  if (endedByStopSignal(ended)) return false
  const stopped = wasStopped(pod, events)
  if (stopped !== undefined) return !stopped
  const due = pod.status?.reason === 'DeadlineExceeded' ? deadline(pod) : undefined
  if (due !== undefined) return endedBefore(ended, due)
  return otherStatuses(pod).some(({ state }) => endedBefore(ended, timeOf(state?.terminated?.finishedAt)))
}

const stoppedByKubelet = (pod: DriverPod, events: readonly PodEventRecord[]): DriverVerdict | undefined => {
  const ended = driverEnd(pod)
  const { phase, reason, message = '' } = pod.status ?? {}
  if (phase !== 'Failed' || reason === undefined || (ended && outlived(pod, ended, events))) return undefined
  const exitCode = ended?.exitCode
  if (KUBELET_EVICTIONS.has(reason))
    return verdict('FAILED', {
      reason: 'PREEMPTED',
      message: `the kubelet ended the driver pod${onNode(pod)}: ${reason}: ${message}`,
      exitCode,
    })
  if (reason === 'DeadlineExceeded')
    return verdict('FAILED', {
      reason: 'TIMEOUT',
      message: `the driver pod ran into its activeDeadlineSeconds: ${message}`,
      exitCode,
    })
  if (reason === 'NodeLost')
    return verdict('FAILED', {
      reason: 'LOST',
      message: `the driver's node was lost${onNode(pod)}: ${message}`,
      exitCode,
    })
  if (ended || driverStatus(pod)?.state?.running) return undefined
  const refused = `the node refused the driver pod${onNode(pod)}: ${reason}: ${message}`
  return verdict('FAILED', { reason: REFUSED_SETTINGS.test(reason) ? 'CONFIG' : 'UNSCHEDULABLE', message: refused })
}

/**
 * When the deletion was asked for. While a pod has its grace period, its deletionTimestamp lies that far ahead. When the
 * kubelet lets a stopped pod go, the grace period becomes 0 and the time is lost: it was then a little before, as a pod
 * that had ended earlier is also deleted without grace.
 */
const deletionAsked = ({ metadata }: DriverPod, ended: Terminated | undefined): number | undefined => {
  const due = timeOf(metadata.deletionTimestamp)
  if (due === undefined) return undefined
  const grace = metadata.deletionGracePeriodSeconds ?? 0
  const inDoubt = ended?.reason !== 'OOMKilled' && (grace === 0 || (ended && endedByStopSignal(ended)))
  return due - grace * 1000 - (inDoubt ? SLACK_MS : 0)
}

/** True where the pod could be let go at once and its kubelet never said that it stopped the driver, which had ended by itself. */
const endedUnstopped = (pod: DriverPod, events: readonly PodEventRecord[]): boolean =>
  pod.metadata.deletionGracePeriodSeconds === 0 && driverEnd(pod) !== undefined && wasStopped(pod, events) === false

const deleted = (pod: DriverPod, events: readonly PodEventRecord[]): DriverVerdict | undefined => {
  const ended = ownEnd(pod)
  const asked = deletionAsked(pod, ended)
  if (asked === undefined || endedUnstopped(pod, events) || (endedBefore(ended, asked) && !wasStopped(pod, events)))
    return undefined
  const when = hasRun(pod) ? 'while the driver ran' : 'before the driver started'
  const message = `the driver pod was deleted ${when}, by a person or a program with the right to delete pods in namespace ${pod.metadata.namespace}`
  return verdict('KILLED', { reason: 'CANCELLED', message, exitCode: driverEnd(pod)?.exitCode })
}

/** The verdict on a pod that was ended from outside: by the scheduler, its node, the kubelet, or by being deleted. */
export const outsideEnd = (pod: DriverPod, events: readonly PodEventRecord[]): DriverVerdict | undefined =>
  disrupted(pod) ?? stoppedByKubelet(pod, events) ?? stoppedForCause(pod, events) ?? deleted(pod, events)
