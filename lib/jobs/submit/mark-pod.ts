import { createHash } from 'node:crypto'
import { LABELS } from '../../../events/pod-event.ts'
import type { Pod } from '../../ports/kubernetes-types.ts'

/** A driver pod that says whose it is, and by a hash what it was made from. */
export const markPod = (pod: Pod, jobId: string, attempt: number): Pod => ({
  ...pod,
  metadata: {
    ...pod.metadata,
    labels: { ...pod.metadata?.labels, [LABELS.jobId]: jobId, [LABELS.attempt]: String(attempt) },
    annotations: {
      ...pod.metadata?.annotations,
      [LABELS.specHash]: createHash('sha256').update(JSON.stringify(pod)).digest('hex').slice(0, 32),
    },
  },
})

const hasSame = (field: 'labels' | 'annotations', keys: readonly string[], a: Pod, b: Pod): boolean =>
  keys.every((key) => a.metadata?.[field]?.[key] === b.metadata?.[field]?.[key])

/** True where both are drivers of the same attempt of the same job. */
export const isSameAttempt = (a: Pod, b: Pod): boolean => hasSame('labels', [LABELS.jobId, LABELS.attempt], a, b)

/** True where both are drivers of the same job, of whatever attempts. */
export const isSameJob = (a: Pod, b: Pod): boolean => hasSame('labels', [LABELS.jobId], a, b)

/** True where both were made from the same specification. */
export const isSameSpec = (a: Pod, b: Pod): boolean => hasSame('annotations', [LABELS.specHash], a, b)
