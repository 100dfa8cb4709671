import type { JobReason } from '../../../events/job-state.ts'
import type { DriverPod } from '../../../events/pod-event.ts'
import { type ContainerStatus, driverContainerName, startOrder } from './driver-containers.ts'
import { type DriverVerdict, verdict } from './driver-verdict.ts'
import type { PodEventRecord } from './pod-event-record.ts'
import { explainedByEvent } from './waiting-events.ts'
import { POD_EVENT_REASONS, WAITING_REASONS } from './waiting-reasons.ts'

/** The gate under which a driver pod is created, until everything that it mounts is there. */
const OWN_GATE = 'sparkdrop.dev/resources'

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
  const condition = pod.status?.conditions?.find(
    ({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason !== 'SchedulingGated',
  )
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

/** An init container that failed, a native sidecar too, where nothing says yet that it is waited for again. */
const initEnded = (pod: DriverPod): DriverVerdict | undefined => {
  const init = pod.status?.initContainerStatuses?.find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0)
  return (
    init && submitted('CONFIG', `init container ${init.name} ended with exit code ${init.state?.terminated?.exitCode}`)
  )
}

/** True for the reason of an Event about a pod that says what it waits for. */
export const explainsWaiting = (reason: string): boolean => Object.hasOwn(POD_EVENT_REASONS, reason)

/** The verdict on a pod whose driver has not started yet: always SUBMITTED, with what holds it there. */
export const classifyWaiting = (pod: DriverPod, events: readonly PodEventRecord[]): DriverVerdict => {
  const blocked = startOrder(pod).map((status) => blockedStart(pod, status))
  return (
    held(pod) ??
    unschedulable(pod) ??
    initEnded(pod) ??
    blocked.find((found) => found !== undefined) ??
    explainedByEvent(pod, events) ??
    submitted()
  )
}
