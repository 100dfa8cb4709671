import type { ContainerStatus, Pod } from '../../../lib/ports/kubernetes-types.ts'
import { badRequest, invalid, notFound } from '../api-error.ts'
import { forbiddenField, invalidValue } from '../field-errors.ts'
import { parseSinceTime } from './log-time.ts'

export interface LogOptions {
  readonly container: string
  readonly follow: boolean
  /** Whether each line has its time in front. */
  readonly timestamps: boolean
  /** Only lines that were not written before, in nanoseconds since the epoch. */
  readonly since: bigint | undefined
  readonly tailLines: number | undefined
  readonly limitBytes: number | undefined
}

const flag = (query: URLSearchParams, name: string): boolean => ['true', '1'].includes(query.get(name) ?? '')

const KIND = { group: '', kind: 'PodLogOptions' }

const count = (pod: string, query: URLSearchParams, name: string, least: number): number | undefined => {
  const text = query.get(name)
  if (text === null || text === '') return undefined
  const value = Number(text)
  if (!Number.isInteger(value)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
  if (value >= least) return value
  const why = least === 0 ? 'must be greater than or equal to 0' : 'must be greater than 0'
  throw invalid(KIND, pod, [invalidValue(name, value, why)])
}

const sinceOf = (pod: string, query: URLSearchParams, now: number): bigint | undefined => {
  const text = query.get('sinceTime') ?? ''
  const time = text === '' ? undefined : parseSinceTime(text)
  const hasSeconds = (query.get('sinceSeconds') ?? '') !== ''
  if (time !== undefined && hasSeconds) {
    throw invalid(KIND, pod, [forbiddenField('', 'at most one of `sinceTime` or `sinceSeconds` may be specified')])
  }
  const seconds = count(pod, query, 'sinceSeconds', 1)
  return seconds === undefined ? time : BigInt(now - seconds * 1000) * 1_000_000n
}

const namesOf = (pod: Pod): string[] => [
  ...(pod.spec?.initContainers ?? []).map(({ name }) => name),
  ...(pod.spec?.containers ?? []).map(({ name }) => name),
]

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container'

const containerOf = (pod: Pod, asked: string): string => {
  const name = pod.metadata?.name ?? ''
  const names = namesOf(pod)
  if (asked !== '') {
    if (!names.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${name}`)
    return asked
  }
  const containers = (pod.spec?.containers ?? []).map((container) => container.name)
  const preferred = pod.metadata?.annotations?.[DEFAULT_CONTAINER]
  if (preferred !== undefined && containers.includes(preferred)) return preferred
  const [only, ...others] = containers
  if (only !== undefined && others.length === 0 && names.length === 1) return only
  const initial = (pod.spec?.initContainers ?? []).map((container) => container.name)
  const choices = `choose one of: [${containers.join(' ')}]${initial.length > 0 ? ` or one of the init containers: [${initial.join(' ')}]` : ''}`
  throw badRequest(`a container name must be specified for pod ${name}, ${choices}`)
}

const WAITING: Readonly<Record<string, string>> = {
  ErrImagePull: "image can't be pulled",
  ImagePullBackOff: 'trying and failing to pull image',
}

export const statusOf = (pod: Pod, container: string): ContainerStatus | undefined =>
  [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])].find(
    ({ name }) => name === container,
  )

/** Why the container has no log, in the kubelet's words; undefined where it has one. */
const logProblem = (pod: Pod, container: string, previous: boolean): string | undefined => {
  const subject = `container ${JSON.stringify(container)} in pod ${JSON.stringify(pod.metadata?.name)}`
  const status = statusOf(pod, container)
  if (status === undefined) return `${subject} is not available`
  const { state, lastState } = status
  if (previous) return lastState?.terminated ? undefined : `previous terminated ${subject} not found`
  if (state?.running || state?.terminated || lastState?.terminated) return undefined
  const reason = state?.waiting?.reason
  if (state?.waiting === undefined) return `${subject} is waiting to start - no logs yet`
  return `${subject} is waiting to start: ${WAITING[reason ?? ''] ?? reason ?? ''}`
}

/**
 * What a client asks of a pod's log.
 *
 * @param now milliseconds since the epoch
 * @throws ApiError where there is no such container, or it has no log yet
 */
export const parseLogOptions = (pod: Pod, query: URLSearchParams, now: number): LogOptions => {
  const name = pod.metadata?.name ?? ''
  const tailLines = count(name, query, 'tailLines', 0)
  const limitBytes = count(name, query, 'limitBytes', 1)
  const since = sinceOf(name, query, now)
  const container = containerOf(pod, query.get('container') ?? '')
  const problem = pod.spec?.nodeName ? logProblem(pod, container, flag(query, 'previous')) : undefined
  if (problem !== undefined) throw badRequest(problem)
  if (flag(query, 'previous')) throw notFound({ group: '', plural: 'pods', kind: 'Pod' }, name)
  return {
    container,
    follow: flag(query, 'follow'),
    timestamps: flag(query, 'timestamps'),
    since,
    tailLines,
    limitBytes,
  }
}
