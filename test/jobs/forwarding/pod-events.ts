import type { DriverPod, ExecutorSummary } from '../../../events/pod-event.ts'
import { POD_EVENT } from '../../../events/pod-event.ts'
import type { TakenItem } from '../../../lib/jobs/forwarding/outbox.ts'
import type { PodEvent } from '../../../lib/jobs/forwarding/pod-event-publisher.ts'
import type { DriverView, ExecutorView } from '../../../lib/jobs/forwarding/pod-view.ts'
import { driverPod } from '../../builders/driver-pod.ts'

export const summary = (more: Partial<ExecutorSummary> = {}): ExecutorSummary => ({
  version: 1,
  cluster: 'test',
  namespace: 'analytics',
  sparkAppId: 'spark-app',
  pending: 0,
  running: 0,
  succeeded: 0,
  failed: 0,
  started: 0,
  observedAt: '2026-01-01T00:00:00.000Z',
  ...more,
})

export const driverEvent = (pod: DriverPod = driverPod(), logTail?: string): PodEvent => ({
  detailType: POD_EVENT.driver,
  detail: {
    version: 1,
    cluster: 'test',
    type: 'MODIFIED',
    pod,
    ...(logTail === undefined ? {} : { logTail }),
    observedAt: '2026-01-01T00:00:00.000Z',
  },
})

export const taken = (key: string, event: PodEvent): TakenItem => ({
  key,
  event,
  final: false,
  observedAt: 0,
  attempts: 0,
  build: () => event,
})

export const driverView = (pod: DriverPod): DriverView => ({
  role: 'driver',
  namespace: pod.metadata.namespace,
  uid: pod.metadata.uid,
  sparkAppId: pod.metadata.labels?.['spark-app-selector'],
  pod,
})

export const executorView = (uid: string, more: Partial<ExecutorView> = {}): ExecutorView => ({
  role: 'executor',
  namespace: 'analytics',
  uid,
  sparkAppId: 'spark-app',
  phase: 'pending',
  hasRun: more.phase === 'running',
  ...more,
})
