import type { JobReason } from '../../../events/job-state.ts'
import type { DriverPod } from '../../../events/pod-event.ts'
import { type ContainerStatus, driverContainerName, failedInit, startOrder } from './driver-containers.ts'
import { type DriverVerdict, verdict } from './driver-verdict.ts'
import { eventsAbout, type PodEventRecord } from './pod-event-record.ts'

/** The gate under which a driver pod is created, until everything that it mounts is there. */
const OWN_GATE = 'sparkdrop.dev/resources'

/** Why a kubelet does not start a container; what is not named here (ContainerCreating, PodInitializing) is the usual way. */
const WAITING_REASONS: Readonly<Record<string, JobReason>> = {
  ErrImagePull: 'IMAGE',
  ImagePullBackOff: 'IMAGE',
  ErrImageNeverPull: 'IMAGE',
  InvalidImageName: 'IMAGE',
  ImageInspectError: 'IMAGE',
  RegistryUnavailable: 'IMAGE',
  SignatureValidationFailed: 'IMAGE',
  CreateContainerConfigError: 'CONFIG',
  CreateContainerError: 'CONFIG',
  RunContainerError: 'CONFIG',
  PreCreateHookError: 'CONFIG',
  PreStartHookError: 'CONFIG',
  PostStartHookError: 'CONFIG',
  CrashLoopBackOff: 'CONFIG',
}

/** What only an Event says of a pod that does not start; an event that is not named here clears what came before it. */
const EVENT_REASONS: Readonly<Record<string, JobReason>> = {
  FailedMount: 'CONFIG',
  FailedMapVolume: 'CONFIG',
  FailedAttachVolume: 'CONFIG',
  FailedScheduling: 'UNSCHEDULABLE',
  FailedPrepareDynamicResources: 'UNSCHEDULABLE',
  FailedCreatePodSandBox: 'UNSCHEDULABLE',
  NetworkNotReady: 'UNSCHEDULABLE',
}

const submitted = (reason?: JobReason, message?: string): DriverVerdict => verdict('SUBMITTED', { reason, message })

const held = (pod: DriverPod): DriverVerdict | undefined => {
  const gates = (pod.spec.schedulingGates ?? []).map(({ name }) => name)
  const foreign = gates.filter((gate) => gate !== OWN_GATE)
  if (foreign.length > 0) {
    const queue = foreign.some((gate) => gate.startsWith('kueue.x-k8s.io/'))
    return submitted(
      queue ? 'QUOTA' : 'UNSCHEDULABLE',
      `held back by scheduling gate ${foreign.join(', ')}: whoever set it must remove it`,
    )
  }
  return gates.length > 0
    ? submitted(undefined, `the driver's resources are being created (scheduling gate ${OWN_GATE})`)
    : undefined
}

const unschedulable = (pod: DriverPod): DriverVerdict | undefined => {
  const condition = pod.status?.conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False')
  return (
    condition && submitted('UNSCHEDULABLE', condition.message ?? condition.reason ?? 'no node takes the driver pod')
  )
}

const blockedStart = (pod: DriverPod, { name, state }: ContainerStatus): DriverVerdict | undefined => {
  const { reason = '', message } = state?.waiting ?? {}
  const known = WAITING_REASONS[reason]
  if (known === undefined) return undefined
  const who = name === driverContainerName(pod) ? '' : `container ${name}: `
  return submitted(known, `${who}${reason}${message ? `: ${message}` : ''}`)
}

const initEnded = (pod: DriverPod): DriverVerdict | undefined => {
  const init = failedInit(pod)
  return (
    init && submitted('CONFIG', `init container ${init.name} ended with exit code ${init.state?.terminated?.exitCode}`)
  )
}

/** True for the reason of an Event that says what a pod waits for. */
export const explainsWaiting = (reason: string): boolean => Object.hasOwn(EVENT_REASONS, reason)

/** True where the pod itself shows that it has got further than where the Event was about, whatever was last said. */
const isPast = (pod: DriverPod, eventReason: string): boolean =>
  eventReason === 'FailedScheduling'
    ? pod.spec.nodeName !== undefined
    : (pod.status?.conditions ?? []).some(
        ({ type, status }) => type === 'PodReadyToStartContainers' && status === 'True',
      ) || startOrder(pod).some(({ state }) => state?.running || state?.terminated)

const explained = (pod: DriverPod, events: readonly PodEventRecord[]): DriverVerdict | undefined => {
  const { reason: eventReason = '', message = '' } = eventsAbout(pod, events).at(-1) ?? {}
  const reason = EVENT_REASONS[eventReason]
  return reason && !isPast(pod, eventReason) ? submitted(reason, `${eventReason}: ${message}`) : undefined
}

/** The verdict on a pod whose driver has not started yet: always SUBMITTED, with what holds it there. */
export const classifyWaiting = (pod: DriverPod, events: readonly PodEventRecord[]): DriverVerdict => {
  const blocked = startOrder(pod).map((status) => blockedStart(pod, status))
  return (
    held(pod) ??
    unschedulable(pod) ??
    initEnded(pod) ??
    blocked.find((found) => found !== undefined) ??
    explained(pod, events) ??
    submitted()
  )
}
