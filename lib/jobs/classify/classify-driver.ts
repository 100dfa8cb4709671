import type { DriverPod, DriverPodEvent } from '../../../events/pod-event.ts'
import { classifyExit, classifyInitExit } from './classify-exit.ts'
import { classifyWaiting } from './classify-waiting.ts'
import { endedBefore, timeOf } from './container-times.ts'
import { driverStatus, failedInit, hasRun, hasStarted, startsAgain, type Terminated } from './driver-containers.ts'
import { type DriverVerdict, verdict } from './driver-verdict.ts'
import { endedByStopSignal } from './exit-signal.ts'
import { endOfPod } from './kubelet-stop.ts'
import { outsideEnd } from './outside-end.ts'
import type { PodEventRecord } from './pod-event-record.ts'

/** One look at a driver pod, with what else is known at that time. */
export interface DriverObservation {
  readonly type: DriverPodEvent['type']
  readonly pod: DriverPod
  /** The last lines of the driver's log, where it has ended. */
  readonly logTail?: string | undefined
  /** The core/v1 Events about the pod, as far as known. */
  readonly events?: readonly PodEventRecord[] | undefined
}

const hasEnded = ({ status }: DriverPod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed'

/**
 * True while the pod's last word is still to come. A kubelet that stops a pod for its deadline or for want of a resource
 * says only "PodFailed" until all containers have stopped, then why. A driver that ended by a stop signal, or well in a
 * pod that counts as failed, may be such a one.
 */
const lastWordIsDue = ({ status }: DriverPod, ended: Terminated): boolean =>
  (endedByStopSignal(ended) || ended.exitCode === 0) &&
  ended.reason !== 'OOMKilled' &&
  (status?.conditions ?? []).some(
    ({ type, reason, lastTransitionTime }) =>
      type === 'Ready' && reason === 'PodFailed' && !endedBefore(ended, timeOf(lastTransitionTime)),
  )

/** True where nothing keeps the API server from forgetting the pod: it is as good as gone. */
const isReleased = ({ metadata }: DriverPod): boolean =>
  metadata.deletionTimestamp !== undefined &&
  metadata.deletionGracePeriodSeconds === 0 &&
  (metadata.finalizers ?? []).length === 0

/** A driver whose pod starts it again after its end. */
const startedAgain = (pod: DriverPod, ended: Terminated, logTail: string | undefined): DriverVerdict => {
  const { reason, message = 'the driver ended well' } = classifyExit(pod, ended, logTail)
  return verdict(hasStarted(ended) ? 'RUNNING' : 'SUBMITTED', {
    reason,
    message: `tried again by its pod (restartPolicy ${pod.spec.restartPolicy}): ${message}`,
  })
}

const running = (pod: DriverPod, events: readonly PodEventRecord[]): DriverVerdict => {
  const { metadata, status } = pod
  const disruption = status?.conditions?.find(
    (condition) => condition.type === 'DisruptionTarget' && condition.status === 'True',
  )
  if (disruption)
    return verdict('RUNNING', { message: `about to be ended: ${disruption.message ?? disruption.reason}` })
  const warning = endOfPod(pod, events)
  if (warning) return verdict('RUNNING', { message: `about to be ended: ${warning.reason}: ${warning.message ?? ''}` })
  return verdict('RUNNING', { message: metadata.deletionTimestamp && 'the driver pod is being deleted' })
}

const unreachable = (pod: DriverPod, started: boolean): DriverVerdict =>
  verdict(started ? 'RUNNING' : 'SUBMITTED', {
    reason: 'LOST',
    message: `the driver's node${pod.spec.nodeName ? ` ${pod.spec.nodeName}` : ''} does not report; its pod's phase is unknown. ${pod.status?.message ?? ''}`,
  })

const endedUnseen = (pod: DriverPod, gone: boolean): DriverVerdict => {
  if (pod.status?.phase === 'Succeeded') return verdict('SUCCEEDED')
  const init = failedInit(pod)
  if (init) return classifyInitExit(init)
  const what = gone ? 'the driver pod is gone' : 'the driver pod failed'
  return verdict('FAILED', {
    reason: 'LOST',
    message: `${what} and nothing tells how the driver ended. ${pod.status?.message ?? ''}`,
  })
}

/**
 * What one observation of a driver pod says of the attempt that it is: state, reason, and a message for a person.
 *
 * The driver's container decides, not the pod's phase: sidecars may keep a pod Running after the driver's end, or make it
 * Failed after the driver's success. An end that came from outside (disruption, kubelet, deletion) goes before the exit code,
 * unless the driver had ended earlier. Pure; what was known before the observation is for the caller to keep (see phaseRank).
 */
export const classifyDriver = ({ type, pod, logTail, events = [] }: DriverObservation): DriverVerdict => {
  const { state, lastState } = driverStatus(pod) ?? {}
  const ended = state?.terminated
  const gone = type === 'DELETED' || isReleased(pod)
  const over = gone || hasEnded(pod)

  const last = ended ?? (state?.running ? undefined : lastState?.terminated)
  if (last && !over && startsAgain(pod, last)) return startedAgain(pod, last, logTail)
  if (ended || over) {
    const outside = outsideEnd(pod, events)
    if (outside) return outside
    if (!ended) return endedUnseen(pod, gone)
    return !over && lastWordIsDue(pod, ended) ? running(pod, events) : classifyExit(pod, ended, logTail)
  }
  if (pod.status?.phase === 'Unknown') return unreachable(pod, hasRun(pod))
  return hasRun(pod) ? running(pod, events) : classifyWaiting(pod, events)
}
