import type { RestClient } from '../../lib/kubernetes/rest-client.ts'

/**
 * Merges `body` into the status of the object at `path`; a uid in its metadata makes the API server refuse it where the
 * name belongs to another object by now.
 */
export const patchStatus = (api: RestClient, path: string, body: unknown): Promise<unknown> =>
  api.json({ method: 'PATCH', path: `${path}/status`, contentType: 'application/merge-patch+json', body })
