import type { ContainerStatus, Pod } from '../../ports/kubernetes-types.ts'

type Pairs = readonly (readonly [string, string | undefined])[]

const bundle = (pairs: Pairs, indent: number): string =>
  pairs.map(([key, value]) => `\n${'\t'.repeat(indent)} ${key}: ${value || 'N/A'}`).join('')

function containerState({ state }: ContainerStatus): Pairs {
  if (state?.running) {
    return [
      ['container state', 'running'],
      ['container started at', state.running.startedAt],
    ]
  }
  if (state?.terminated) {
    const { startedAt, finishedAt, exitCode, reason } = state.terminated
    return [
      ['container state', 'terminated'],
      ['container started at', startedAt],
      ['container finished at', finishedAt],
      ['exit code', String(exitCode)],
      ['termination reason', reason],
    ]
  }
  if (!state?.waiting) return [['container state', 'N/A']]
  return [
    ['container state', 'waiting'],
    ['pending reason', state.waiting.reason],
  ]
}

/** What the pod's containers are doing, one below the other. Follows KubernetesUtils.containersDescription. */
export const formatContainers = ({ status }: Pod, indent = 1): string =>
  (status?.containerStatuses ?? [])
    .map((container) =>
      bundle(
        [['container name', container.name], ['container image', container.image], ...containerState(container)],
        indent,
      ),
    )
    .join('\n\n')

const listed = (values: readonly string[] | undefined): string => (values ?? []).join(', ')

/** A pod as spark-submit describes it in reports and for `--status`. Follows KubernetesUtils.formatPodState. */
export const formatPod = (pod: Pod): string =>
  bundle(
    [
      ['pod name', pod.metadata?.name],
      ['namespace', pod.metadata?.namespace],
      ['labels', listed(Object.entries(pod.metadata?.labels ?? {}).map(([key, value]) => `${key} -> ${value}`))],
      ['pod uid', pod.metadata?.uid],
      ['creation time', pod.metadata?.creationTimestamp],
      ['service account name', pod.spec?.serviceAccountName],
      ['volumes', listed(pod.spec?.volumes?.map(({ name }) => name))],
      ['node name', pod.spec?.nodeName],
      ['start time', pod.status?.startTime],
      ['phase', pod.status?.phase],
      ['container status', formatContainers(pod, 2)],
    ],
    1,
  )
