import { KubernetesError } from '../errors/kubernetes-error.ts'

/** What became of an attempt to create an executor. */
export type CreationOutcome =
  | { readonly kind: 'created' }
  /** The API server has too much to do: nothing was done. */
  | { readonly kind: 'throttled'; readonly retryAfterMs: number; readonly error: unknown }
  /** Nobody knows whether it was done: the same has to be tried again until somebody does. */
  | { readonly kind: 'unknown'; readonly error: unknown }
  /** The API server does not want it, and nothing of it is left. */
  | { readonly kind: 'refused'; readonly quota: boolean; readonly error: unknown }
  /** It does not exist, and nobody wants it any more. */
  | { readonly kind: 'forgone' }
  /** The pod's name is taken by one that is not this executor. */
  | { readonly kind: 'taken'; readonly executorId: number }

const DEFAULT_RETRY_AFTER_MS = 1_000
/** Two creations that change the used part of a quota at the same time: one of them has to come again. */
const LOST_RACE_MS = 100

/** What an error that a creation met says of it. */
export function outcomeOf(error: unknown): CreationOutcome {
  if (!(error instanceof KubernetesError)) return { kind: 'unknown', error }
  const { code, reason, message = '' } = error.status
  if (code === 429) {
    const asked = Number(error.details['retryAfterMs'])
    return { kind: 'throttled', retryAfterMs: asked > 0 ? asked : DEFAULT_RETRY_AFTER_MS, error }
  }
  if (code === 409 && reason === 'Conflict') return { kind: 'throttled', retryAfterMs: LOST_RACE_MS, error }
  if (code >= 500 || code === 401 || code === 408) return { kind: 'unknown', error }
  return { kind: 'refused', quota: code === 403 && message.includes('exceeded quota'), error }
}
