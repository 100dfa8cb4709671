import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PodLogs } from '../logs/pod-logs.ts'
import type { ApiContext } from '../operations/api-context.ts'
import type { Accepted } from './respond.ts'

/** One request and its answer, with all that a handler needs. */
export interface Exchange {
  readonly context: ApiContext
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly query: URLSearchParams
  readonly accepted: Accepted
  /** The containers' logs, if they are anywhere. */
  readonly logs: PodLogs | undefined
  /** The token that clients in pods are given. */
  readonly token: string | undefined
}
