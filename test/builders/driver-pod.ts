import type { DriverPod } from '../../events/pod-event.ts'
import type { ContainerState, ContainerStatus } from '../../lib/jobs/classify/driver-containers.ts'

type Metadata = DriverPod['metadata']
type Spec = DriverPod['spec']
type Status = NonNullable<DriverPod['status']>
type Condition = NonNullable<Status['conditions']>[number]

export interface DriverPodOptions {
  metadata?: Partial<Metadata>
  spec?: Partial<Spec>
  /** Over what `driver` and `beside` give. */
  status?: Partial<Status>
  /** The state of the driver's container; none: no kubelet has taken the pod. */
  driver?: ContainerState
  /** Containers beside the driver's, by name. */
  beside?: Readonly<Record<string, ContainerState>>
  /** Init containers that run to completion, by name. */
  init?: Readonly<Record<string, ContainerState>>
}

const STARTED_AT = '2026-11-20T10:00:10Z'
const FINISHED_AT = '2026-11-20T10:01:00Z'

export const running = (): ContainerState => ({ running: { startedAt: STARTED_AT } })

export const waiting = (reason = 'ContainerCreating', message?: string): ContainerState => ({
  waiting: { reason, ...(message === undefined ? {} : { message }) },
})

export const terminated = (
  exitCode: number,
  more: Partial<NonNullable<ContainerState['terminated']>> = {},
): ContainerState => ({
  terminated: {
    exitCode,
    reason: exitCode === 0 ? 'Completed' : 'Error',
    startedAt: STARTED_AT,
    finishedAt: FINISHED_AT,
    ...more,
  },
})

export const condition = (type: string, status: string, more: Partial<Condition> = {}): Condition => ({
  type,
  status,
  ...more,
})

const statuses = (states: Readonly<Record<string, ContainerState>>): ContainerStatus[] =>
  Object.entries(states).map(([name, state]) => ({ name, state }))

const phaseOf = (driver: ContainerState | undefined): string => {
  if (driver?.running) return 'Running'
  if (driver?.terminated) return driver.terminated.exitCode === 0 ? 'Succeeded' : 'Failed'
  return 'Pending'
}

/** A driver pod as sparkdrop makes it, Pending and seen by no kubelet unless told otherwise; the phase follows the driver's state. */
export const driverPod = ({
  metadata,
  spec,
  status,
  driver,
  beside = {},
  init = {},
}: DriverPodOptions = {}): DriverPod => ({
  metadata: {
    name: 'pi-driver',
    namespace: 'analytics',
    uid: '0d9e7c1e-0000-4000-8000-000000000001',
    resourceVersion: '100',
    creationTimestamp: '2026-11-20T10:00:00Z',
    labels: { 'spark-role': 'driver', 'spark-app-selector': 'spark-0123456789abcdef0123456789abcdef' },
    ...metadata,
  },
  spec: {
    containers: [{ name: 'spark-kubernetes-driver' }, ...Object.keys(beside).map((name) => ({ name }))],
    ...(Object.keys(init).length > 0 ? { initContainers: Object.keys(init).map((name) => ({ name })) } : {}),
    ...(driver ? { nodeName: 'node-1' } : {}),
    ...spec,
  },
  status: {
    phase: phaseOf(driver),
    ...(driver ? { containerStatuses: statuses({ 'spark-kubernetes-driver': driver, ...beside }) } : {}),
    ...(Object.keys(init).length > 0 ? { initContainerStatuses: statuses(init) } : {}),
    ...status,
  },
})
