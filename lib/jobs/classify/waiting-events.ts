import type { JobReason } from '../../../events/job-state.ts'
import type { DriverPod } from '../../../events/pod-event.ts'
import { startOrder } from './driver-containers.ts'
import { type DriverVerdict, verdict } from './driver-verdict.ts'
import { eventsAbout, type PodEventRecord } from './pod-event-record.ts'
import { CONTAINER_EVENT_REASONS, POD_EVENT_REASONS, WAITING_REASONS } from './waiting-reasons.ts'

/** True where the pod itself shows that it has got further than where the Event was about, whatever was last said. */
const isPast = (pod: DriverPod, eventReason: string): boolean =>
  eventReason === 'FailedScheduling'
    ? pod.spec.nodeName !== undefined
    : (pod.status?.conditions ?? []).some(
        ({ type, status }) => type === 'PodReadyToStartContainers' && status === 'True',
      ) || startOrder(pod).some(({ state }) => state?.running || state?.terminated)

const podTrouble = (pod: DriverPod, { reason = '', message = '' }: PodEventRecord): JobReason | undefined => {
  if (isPast(pod, reason)) return undefined
  return /OOM-killed/.test(message) ? 'OOM' : POD_EVENT_REASONS[reason]
}

/** The name of the container that the Event is about; undefined where it is about the pod. */
const containerOf = ({ involvedObject }: PodEventRecord): string | undefined =>
  /\{(.+)\}$/.exec(involvedObject.fieldPath ?? '')?.[1]

const containerTrouble = (pod: DriverPod, event: PodEventRecord): JobReason | undefined => {
  const { reason = '', message = '' } = event
  const state = startOrder(pod).find(({ name }) => name === containerOf(event))?.state
  if (state?.running || state?.terminated?.exitCode === 0) return undefined
  const [, named = ''] = /^Error: (\w+)$/.exec(message) ?? []
  const pull = reason in CONTAINER_EVENT_REASONS && /\bpull(?:ing)? image\b/.test(message)
  return WAITING_REASONS[named] ?? (pull ? 'IMAGE' : CONTAINER_EVENT_REASONS[reason])
}

/**
 * What the newest Event about the pod, or about a container that has to start before the driver or with it, says of why the
 * driver does not start. That it was scheduled says nothing of what came next, often within the same second.
 */
export const explainedByEvent = (pod: DriverPod, events: readonly PodEventRecord[]): DriverVerdict | undefined => {
  const inTheWay = new Set<string | undefined>([undefined, ...startOrder(pod).map(({ name }) => name)])
  const latest = eventsAbout(pod, events).findLast(
    (event) => event.reason !== 'Scheduled' && inTheWay.has(containerOf(event)),
  )
  if (!latest) return undefined
  const reason = containerOf(latest) === undefined ? podTrouble(pod, latest) : containerTrouble(pod, latest)
  return reason && verdict('SUBMITTED', { reason, message: `${latest.reason}: ${latest.message ?? ''}` })
}
