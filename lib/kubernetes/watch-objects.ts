import { KubernetesError } from '../errors/kubernetes-error.ts'
import type { KubernetesObject } from '../ports/kubernetes-types.ts'
import type { RestClient, RestRequest } from './rest-client.ts'
import { watchLines } from './watch-lines.ts'

/** What became of one object; a bookmark's has nothing but a version. */
export interface WatchEvent<O> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK'
  readonly object: O
}

export interface WatchRequest {
  /** The resources' path, such as `/api/v1/pods`. */
  readonly path: string
  readonly query?: RestRequest['query']
  readonly signal: AbortSignal
  /** Called whenever bytes come, whether or not they end an event. */
  readonly onBytes?: () => void
}

/**
 * One watch, asked for when its first event is: from the version that the query names to where the API server ends it.
 * To leave the loop over it closes the connection.
 *
 * @throws KubernetesError for an error as the answer or as an event (410 where the version is too old), TransientError
 * where the connection fails
 */
export async function* watchObjects<O extends KubernetesObject>(
  client: RestClient,
  { path, query, signal, onBytes = () => {} }: WatchRequest,
): AsyncGenerator<WatchEvent<O>> {
  const bytes = await client.stream({ method: 'GET', path, query: { ...query, watch: true }, signal })
  for await (const { type, object } of watchLines(onEach(bytes, onBytes))) {
    if (type === 'ERROR') {
      const { code = 500, reason, message } = object
      const status = { code, ...(reason ? { reason } : {}), ...(message ? { message } : {}) }
      throw new KubernetesError(status, `WATCH ${path}`)
    }
    yield { type, object: object as O }
  }
}

async function* onEach(bytes: AsyncIterable<Uint8Array>, note: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    note()
    yield chunk
  }
}
