import type { Container, ContainerStatus, Pod } from '../../lib/ports/kubernetes-types.ts'

export type PodStatus = NonNullable<Pod['status']>
export type Condition = NonNullable<PodStatus['conditions']>[number]
export type ContainerState = NonNullable<ContainerStatus['state']>

/** What the runner knows of one container. */
export interface ContainerRecord {
  readonly container: Container
  readonly init: boolean
  state: ContainerState
  lastState: ContainerState
  restartCount: number
}

export interface PodFacts {
  readonly pod: Pod
  readonly containers: readonly ContainerRecord[]
  readonly hostIP: string
  readonly podIP: string | undefined
  readonly startTime: string
  /** The time of this status, as the API writes times. */
  readonly now: string
  /** Set where the node, not a container, ended the pod. */
  readonly verdict?: Verdict | undefined
  /** The conditions as they were reported last: the pod may be an older version. */
  readonly reported?: readonly Condition[] | undefined
}

/** Why the node ended or refused a pod. */
export interface Verdict {
  readonly reason: string
  readonly message: string
}

/** True where the container will not run again by itself. */
const ended = ({ state }: ContainerRecord): boolean => state.terminated !== undefined
const succeeded = ({ state }: ContainerRecord): boolean => state.terminated?.exitCode === 0
const started = ({ state, lastState }: ContainerRecord): boolean =>
  (state.running ?? state.terminated ?? lastState.terminated) !== undefined

/** The phase, by the rules of the kubelet's getPhase. */
export const podPhase = (containers: readonly ContainerRecord[], restartPolicy: string): string => {
  const [init, main] = [containers.filter((one) => one.init), containers.filter((one) => !one.init)]
  const failed = (one: ContainerRecord) => ended(one) && !succeeded(one)
  if (init.some(failed) && restartPolicy === 'Never') return 'Failed'
  if (!init.every(succeeded)) return 'Pending'
  if (!main.every(started)) return 'Pending'
  if (!main.every(ended) || restartPolicy === 'Always') return 'Running'
  if (main.every(succeeded)) return 'Succeeded'
  return restartPolicy === 'Never' ? 'Failed' : 'Running'
}

const containerStatus = (record: ContainerRecord): ContainerStatus => ({
  name: record.container.name,
  image: record.container.image ?? '',
  imageID: '',
  state: record.state,
  lastState: record.lastState,
  ready: record.init ? succeeded(record) : record.state.running !== undefined,
  started: record.state.running !== undefined,
  restartCount: record.restartCount,
})

const readiness = (facts: PodFacts, phase: string): Omit<Condition, 'type'> => {
  if (phase === 'Succeeded') return { status: 'False', reason: 'PodCompleted' }
  if (phase === 'Failed') return { status: 'False', reason: 'PodFailed' }
  const unready = facts.containers.filter((one) => !one.init && !one.state.running).map((one) => one.container.name)
  return unready.length === 0
    ? { status: 'True' }
    : {
        status: 'False',
        reason: 'ContainersNotReady',
        message: `containers with unready status: [${unready.join(' ')}]`,
      }
}

const initialization = (facts: PodFacts, phase: string): Omit<Condition, 'type'> => {
  const open = facts.containers.filter((one) => one.init && !succeeded(one)).map((one) => one.container.name)
  if (open.length === 0) return { status: 'True', ...(phase === 'Succeeded' ? { reason: 'PodCompleted' } : {}) }
  const message = `containers with incomplete status: [${open.join(' ')}]`
  return { status: 'False', reason: 'ContainersNotInitialized', message }
}

/** The kubelet's conditions, in its order; the time of the last change stays where the status did not change. */
const conditions = (facts: PodFacts, phase: string): Condition[] => {
  const all = [...(facts.pod.status?.conditions ?? []), ...(facts.reported ?? [])]
  const before = new Map(all.map((condition) => [condition.type, condition]))
  const ready = readiness(facts, phase)
  const sandbox = facts.podIP !== undefined && phase !== 'Succeeded' && phase !== 'Failed'
  const now: Condition[] = [
    { type: 'PodReadyToStartContainers', status: sandbox ? 'True' : 'False' },
    { type: 'Initialized', ...initialization(facts, phase) },
    { type: 'Ready', ...ready },
    { type: 'ContainersReady', ...ready },
    { type: 'PodScheduled', status: 'True' },
  ]
  return now.map((condition) => {
    const earlier = before.get(condition.type)
    const lastTransitionTime =
      earlier?.status === condition.status ? (earlier.lastTransitionTime ?? facts.now) : facts.now
    return { ...condition, lastTransitionTime }
  })
}

/** A kubelet sorts the statuses of containers by name, and leaves those of init containers in order. */
const byName = (a: ContainerRecord, b: ContainerRecord): number => (a.container.name < b.container.name ? -1 : 1)

/** The status of a pod as a kubelet would report it. */
export const podStatus = (facts: PodFacts): PodStatus => {
  const over = facts.containers.every((one) => one.init || !one.state.running)
  const byContainers = podPhase(facts.containers, facts.pod.spec?.restartPolicy ?? 'Always')
  const verdict = over ? facts.verdict : undefined
  const phase = verdict ? 'Failed' : byContainers
  const init = facts.containers.filter((one) => one.init).map(containerStatus)
  const main = facts.containers.filter((one) => !one.init).sort(byName)
  const qosClass = facts.pod.status?.qosClass
  return {
    phase,
    conditions: conditions(facts, phase),
    hostIP: facts.hostIP,
    hostIPs: [{ ip: facts.hostIP }],
    ...(facts.podIP ? { podIP: facts.podIP, podIPs: [{ ip: facts.podIP }] } : {}),
    startTime: facts.startTime,
    ...(qosClass ? { qosClass } : {}),
    ...(init.length > 0 ? { initContainerStatuses: init } : {}),
    containerStatuses: main.map(containerStatus),
    ...(verdict ?? {}),
  }
}
