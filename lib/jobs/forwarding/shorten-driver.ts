import { type DriverPod, LABELS } from '../../../events/pod-event.ts'
import { driverStatus } from '../classify/driver-containers.ts'

type Status = NonNullable<DriverPod['status']>
type ContainerStatus = NonNullable<Status['containerStatuses']>[number]
type State = NonNullable<ContainerStatus['state']>

/** A termination message has at most 4096 bytes; what schedulers and kubelets say is shorter, but has no limit. */
const LONGEST_MESSAGE = 4096

/** Annotations that are read further on; others may be large. */
const KEPT_ANNOTATIONS = new Set<string>(['kubectl.kubernetes.io/default-container', LABELS.specHash])

/** The text, of at most so many characters. */
export const cut = (text: string, longest: number): string =>
  text.length <= longest ? text : `${text.slice(0, longest - 1)}…`

const shortMessage = <T extends { message?: string | undefined }>(value: T): T =>
  value.message === undefined ? value : { ...value, message: cut(value.message, LONGEST_MESSAGE) }

function shortState(state: State): State {
  const { waiting, terminated } = state
  return {
    ...state,
    ...(waiting === undefined ? {} : { waiting: shortMessage(waiting) }),
    ...(terminated === undefined ? {} : { terminated: shortMessage(terminated) }),
  }
}

const shortContainer = (status: ContainerStatus): ContainerStatus => ({
  ...status,
  ...(status.state === undefined ? {} : { state: shortState(status.state) }),
  ...(status.lastState === undefined ? {} : { lastState: shortState(status.lastState) }),
})

function shortStatus(status: Status): Status {
  const { conditions, containerStatuses, initContainerStatuses } = status
  return {
    ...shortMessage(status),
    ...(conditions === undefined ? {} : { conditions: conditions.map(shortMessage) }),
    ...(containerStatuses === undefined ? {} : { containerStatuses: containerStatuses.map(shortContainer) }),
    ...(initContainerStatuses === undefined
      ? {}
      : { initContainerStatuses: initContainerStatuses.map(shortContainer) }),
  }
}

/** The pod without the annotations that nobody reads, and without messages that have no end. */
export function shortenDriver(pod: DriverPod): DriverPod {
  const { annotations, ...metadata } = pod.metadata
  const kept = Object.entries(annotations ?? {}).filter(([name]) => KEPT_ANNOTATIONS.has(name))
  return {
    ...pod,
    metadata: { ...metadata, ...(kept.length === 0 ? {} : { annotations: Object.fromEntries(kept) }) },
    ...(pod.status === undefined ? {} : { status: shortStatus(pod.status) }),
  }
}

const isOurs = (label: string): boolean => label.startsWith('spark-') || label.startsWith('sparkdrop.dev/')

/** What is left of a pod that is too large for an event even so: what became of the driver, and whose it is. */
export function barestDriver(pod: DriverPod): DriverPod {
  const { labels = {}, annotations: _annotations, ...metadata } = pod.metadata
  const driver = driverStatus(pod)
  const { phase, reason, message } = pod.status ?? {}
  return {
    metadata: { ...metadata, labels: Object.fromEntries(Object.entries(labels).filter(([name]) => isOurs(name))) },
    spec: { containers: pod.spec.containers.filter(({ name }) => name === driver?.name).slice(0, 1) },
    status: {
      ...(phase === undefined ? {} : { phase }),
      ...(reason === undefined ? {} : { reason }),
      ...(message === undefined ? {} : { message }),
      ...(driver === undefined ? {} : { containerStatuses: [driver] }),
    },
  }
}
