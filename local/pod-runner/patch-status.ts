import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import type { Condition } from './pod-status.ts'

/**
 * Merges `body` into the status of the object at `path`, as a kubelet does; a uid in its metadata makes the API server refuse
 * it where the name belongs to another object by now.
 */
export const patchStatus = (api: RestClient, path: string, body: unknown): Promise<unknown> =>
  api.json({ method: 'PATCH', path: `${path}/status`, contentType: 'application/strategic-merge-patch+json', body })

/** These conditions in a status to merge: those of others stay, and what one of these no longer says goes. */
export const mergedConditions = (conditions: readonly Condition[]) => ({
  conditions: conditions.map((condition) => ({ reason: null, message: null, ...condition })),
  '$setElementOrder/conditions': conditions.map(({ type }) => ({ type })),
})
