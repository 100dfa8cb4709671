import type { ContainerStatus, Pod } from '../ports/kubernetes-types.ts'
import { DEFAULT_PROFILE_ID } from './resource-profile.ts'

export const EXECUTOR_ID_LABEL = 'spark-exec-id'
export const PROFILE_ID_LABEL = 'spark-exec-resourceprofile-id'
/** Marks a pod that has ended, is kept to be looked at, and concerns the loop no more. */
export const INACTIVE_LABEL = 'spark-exec-inactive'

/** What an executor's pod is doing. The last three are final: it will not run again. */
export type ExecutorPodPhase = 'pending' | 'running' | 'unknown' | 'failed' | 'succeeded' | 'deleted'

/** What the loop keeps of an executor's pod: there may be tens of thousands of them. */
export interface ExecutorPod {
  readonly id: number
  readonly profileId: number
  readonly name: string
  readonly uid: string
  readonly phase: ExecutorPodPhase
  /** Milliseconds since the epoch by the API server's clock; NaN where it did not say. */
  readonly createdAt: number
  /** By when it is to be gone, as `createdAt`; absent while nobody deletes it. */
  readonly deletedBy?: number
  readonly claims: readonly string[]
  readonly resourceVersion: string
  readonly ending?: ExecutorEnding
}

/** What is known of how a pod ended. */
export interface ExecutorEnding {
  /** In the API server's words. */
  readonly status?: Pod['status']
  readonly reason?: string
  readonly message?: string
  readonly containers: readonly { readonly name: string; readonly exitCode: number; readonly reason?: string }[]
}

/** Which containers decide whether a pod that is running has ended all the same. */
export interface ContainerCheck {
  readonly checkAllContainers: boolean
  readonly containerName: string
}

export const isFinal = ({ phase }: Pick<ExecutorPod, 'phase'>): boolean =>
  phase === 'failed' || phase === 'succeeded' || phase === 'deleted'

const exitCodeOf = (status: ContainerStatus): number | undefined => status.state?.terminated?.exitCode

/** A pod goes on running while one container does, such as a sidecar; its executor may have ended long ago. */
function runningPhase({ spec, status }: Pod, check: ContainerCheck): ExecutorPodPhase {
  const containers = status?.containerStatuses ?? []
  if (check.checkAllContainers) {
    const failed = spec?.restartPolicy === 'Never' && containers.some((container) => (exitCodeOf(container) ?? 0) !== 0)
    return failed ? 'failed' : 'running'
  }
  const executor = containers.find(({ name }) => name === check.containerName)
  const exitCode = executor && exitCodeOf(executor)
  if (exitCode === undefined) return 'running'
  return exitCode === 0 ? 'succeeded' : 'failed'
}

function phaseOf(pod: Pod, check: ContainerCheck): ExecutorPodPhase {
  switch (pod.status?.phase) {
    case 'Pending':
      return 'pending'
    case 'Running':
      return runningPhase(pod, check)
    case 'Failed':
      return 'failed'
    case 'Succeeded':
      return 'succeeded'
    default:
      return 'unknown'
  }
}

function endingOf({ status }: Pod): ExecutorEnding {
  const containers = (status?.containerStatuses ?? []).flatMap(({ name, state }) =>
    state?.terminated === undefined
      ? []
      : [
          {
            name,
            exitCode: state.terminated.exitCode,
            ...(state.terminated.reason ? { reason: state.terminated.reason } : {}),
          },
        ],
  )
  return {
    ...(status === undefined ? {} : { status }),
    ...(status?.reason ? { reason: status.reason } : {}),
    ...(status?.message ? { message: status.message } : {}),
    containers,
  }
}

/** A label that holds a number; what else stands there nobody of Spark wrote. */
function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^[0-9]{1,15}$/.test(text) ? Number(text) : undefined
}

/**
 * The executor's pod as the loop sees it, or undefined for a pod that is no executor's: one without a number in
 * `spark-exec-id`. Follows ExecutorPodsSnapshot.toState, but that a pod counts as deleted only once it is gone, so that
 * nothing takes its place while it may still run.
 */
export function executorPod(pod: Pod, check: ContainerCheck): ExecutorPod | undefined {
  const { labels = {}, name = '', uid = '', creationTimestamp, deletionTimestamp, resourceVersion } = pod.metadata ?? {}
  const id = numberOf(labels[EXECUTOR_ID_LABEL])
  if (id === undefined) return undefined
  const phase = phaseOf(pod, check)
  return {
    id,
    profileId: numberOf(labels[PROFILE_ID_LABEL]) ?? DEFAULT_PROFILE_ID,
    name,
    uid,
    phase,
    createdAt: Date.parse(creationTimestamp ?? ''),
    ...(deletionTimestamp ? { deletedBy: Date.parse(deletionTimestamp) } : {}),
    claims: (pod.spec?.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []),
    resourceVersion: resourceVersion ?? '',
    ...(isFinal({ phase }) ? { ending: endingOf(pod) } : {}),
  }
}

/** The same pod, of which the API server said that it is gone. */
export const deletedPod = (pod: ExecutorPod, last: Pod): ExecutorPod => ({
  ...pod,
  phase: 'deleted',
  ending: pod.ending ?? endingOf(last),
})
