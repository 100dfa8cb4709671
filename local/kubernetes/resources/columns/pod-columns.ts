import type { ContainerStatus, Pod } from '../../../../lib/ports/kubernetes-types.ts'
import type { Column } from '../resource-type.ts'
import { ageColumn, ageOf, column, nameColumn } from './common-columns.ts'

const waitingOrTerminated = ({ state }: ContainerStatus): string | undefined => {
  if (state?.waiting?.reason) return state.waiting.reason
  const ended = state?.terminated
  if (ended === undefined) return undefined
  if (ended.reason) return ended.reason
  return ended.signal ? `Signal:${ended.signal}` : `ExitCode:${ended.exitCode}`
}

const initReason = (pod: Pod): string | undefined => {
  const total = (pod.spec?.initContainers ?? []).length
  const statuses = pod.status?.initContainerStatuses ?? []
  const index = statuses.findIndex(({ state }) => state?.terminated?.exitCode !== 0)
  const held = statuses[index]
  if (held === undefined) return undefined
  const ended = held.state?.terminated
  if (ended !== undefined) return `Init:${waitingOrTerminated(held)}`
  const waiting = held.state?.waiting?.reason
  return waiting && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${index}/${total}`
}

const isReady = (pod: Pod): boolean =>
  (pod.status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True')

const gated = (pod: Pod): boolean =>
  (pod.status?.conditions ?? []).some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated')

const statusOf = (pod: Pod): string => {
  const running = (pod.status?.containerStatuses ?? []).some(
    ({ ready, state }) => ready && state?.running !== undefined,
  )
  let reason = pod.status?.reason ?? pod.status?.phase ?? 'Unknown'
  if (gated(pod)) reason = 'SchedulingGated'
  const initial = initReason(pod)
  if (initial !== undefined) reason = initial
  else {
    for (const status of [...(pod.status?.containerStatuses ?? [])].reverse())
      reason = waitingOrTerminated(status) ?? reason
    if (reason === 'Completed' && running) reason = isReady(pod) ? 'Running' : 'NotReady'
  }
  const finished = pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'
  if (pod.metadata?.deletionTimestamp === undefined) return reason
  if (pod.status?.reason === 'NodeLost') return 'Unknown'
  return finished ? reason : 'Terminating'
}

const restartsOf = (pod: Pod, now: number): string => {
  const statuses = pod.status?.containerStatuses ?? []
  const restarts = statuses.reduce((sum, { restartCount }) => sum + (restartCount ?? 0), 0)
  const ends = statuses.flatMap(({ lastState }) => lastState?.terminated?.finishedAt ?? []).sort()
  const last = ends.at(-1)
  return restarts > 0 && last !== undefined ? `${restarts} (${ageOf(last, now)} ago)` : String(restarts)
}

const readyOf = (pod: Pod): string => {
  const ready = (pod.status?.containerStatuses ?? []).filter(
    (status) => status.ready && status.state?.running !== undefined,
  )
  return `${ready.length}/${(pod.spec?.containers ?? []).length}`
}

const podColumn = (name: string, cell: (pod: Pod, now: number) => string, priority = 0): Column =>
  column(name, (object, now) => cell(object as Pod, now), priority)

/** What `kubectl get pods` shows. */
export const podColumns: readonly Column[] = [
  nameColumn,
  podColumn('Ready', readyOf),
  podColumn('Status', statusOf),
  podColumn('Restarts', restartsOf),
  ageColumn,
  podColumn('IP', (pod) => pod.status?.podIP ?? '<none>', 1),
  podColumn('Node', (pod) => pod.spec?.nodeName ?? '<none>', 1),
  podColumn('Nominated Node', (pod) => pod.status?.nominatedNodeName ?? '<none>', 1),
  podColumn(
    'Readiness Gates',
    (pod) => {
      const gates = (pod.spec?.readinessGates ?? []).map(({ conditionType }) => conditionType)
      const conditions = pod.status?.conditions ?? []
      const passed = gates.filter((gate) => conditions.some(({ type, status }) => type === gate && status === 'True'))
      return gates.length === 0 ? '<none>' : `${passed.length}/${gates.length}`
    },
    1,
  ),
]
