import { type DriverPod, driverPodSchema } from '../../../events/pod-event.ts'
import type { Pod } from '../../ports/kubernetes-types.ts'
import { shortenDriver } from './shorten-driver.ts'

/** The pods that say how jobs do, whoever submitted them. */
export const SPARK_PODS = 'spark-role in (driver,executor)'

const APP_ID = 'spark-app-selector'

export interface DriverView {
  readonly role: 'driver'
  readonly namespace: string
  readonly uid: string
  readonly sparkAppId: string | undefined
  readonly pod: DriverPod
}

export interface ExecutorView {
  readonly role: 'executor'
  readonly namespace: string
  readonly uid: string
  readonly sparkAppId: string
  readonly phase: ExecutorPhase
  /** Whether its container is running or has been. */
  readonly hasRun: boolean
}

export type ExecutorPhase = 'pending' | 'running' | 'succeeded' | 'failed'

/** All that is kept of a pod. */
export type PodView = DriverView | ExecutorView

/** The pod as far as it is looked at; undefined where it is neither a driver nor an executor of an application. */
export function viewOf(pod: Pod): PodView | undefined {
  const labels = pod.metadata?.labels ?? {}
  const sparkAppId = labels[APP_ID]
  if (labels['spark-role'] === 'driver') return driverView(pod, sparkAppId)
  if (labels['spark-role'] !== 'executor' || sparkAppId === undefined) return undefined
  const { uid = '', namespace = '' } = pod.metadata ?? {}
  return { role: 'executor', namespace, uid, sparkAppId, phase: phaseOf(pod), hasRun: hasRun(pod) }
}

function driverView(pod: Pod, sparkAppId: string | undefined): DriverView | undefined {
  const parsed = driverPodSchema.safeParse(pod)
  if (!parsed.success) return undefined
  const { uid, namespace } = parsed.data.metadata
  return { role: 'driver', namespace, uid, sparkAppId, pod: shortenDriver(parsed.data) }
}

/** A node that does not report leaves its pods in phase Unknown: they were running when it last did. */
const PHASES: Readonly<Record<string, ExecutorPhase>> = {
  Running: 'running',
  Unknown: 'running',
  Succeeded: 'succeeded',
  Failed: 'failed',
}

const phaseOf = ({ status }: Pod): ExecutorPhase => PHASES[status?.phase ?? ''] ?? 'pending'

const hasRun = ({ status }: Pod): boolean =>
  status?.phase === 'Running' ||
  (status?.containerStatuses ?? []).some(({ state }) => state?.running ?? state?.terminated?.startedAt)
