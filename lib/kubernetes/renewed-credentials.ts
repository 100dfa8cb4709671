import { SparkdropError, TransientError } from '../errors/sparkdrop-error.ts'
import type { ClusterCredentials, CredentialsProvider } from './cluster-connection.ts'

/** Credentials as they were just made. */
export interface Issued {
  readonly credentials: ClusterCredentials
  /** Milliseconds for which they are used; absent: until the API server refuses them. */
  readonly freshForMs?: number
}

const MARGIN_MS = 60_000

/** How long to use what ends after `lifeMs`: to a minute before its end, or to the half of a life that is shorter than two. */
export const beforeEnd = (lifeMs: number): number => lifeMs - Math.min(MARGIN_MS, lifeMs / 2)

/**
 * Credentials that are made when they are first needed and made anew when they are no longer fresh or were refused. One
 * making is under way at a time, which all who ask meanwhile wait for; one that fails is not remembered.
 *
 * @param monotonic milliseconds on a clock that only goes forward
 */
export function renewedCredentials(issue: () => Promise<Issued>, monotonic: () => number): CredentialsProvider {
  let known: { readonly credentials: ClusterCredentials; readonly until: number } | undefined
  let underWay: Promise<ClusterCredentials> | undefined

  async function renew(): Promise<ClusterCredentials> {
    const asked = monotonic()
    try {
      const { credentials, freshForMs = Number.POSITIVE_INFINITY } = await issue()
      known = { credentials, until: asked + freshForMs }
      return credentials
    } catch (cause) {
      if (cause instanceof SparkdropError) throw cause
      const said = cause instanceof Error ? cause.message : String(cause)
      throw new TransientError('KUBERNETES_CREDENTIALS', `no credentials for the Kubernetes API server: ${said}`, {
        cause,
      })
    }
  }

  return {
    get: async () => {
      if (known !== undefined && monotonic() < known.until) return known.credentials
      underWay ??= renew().finally(() => {
        underWay = undefined
      })
      return underWay
    },
    invalidate: (refused) => {
      // Of many requests that are refused at once only the first one finds them here: the others meet those made since.
      if (known?.credentials === refused) known = undefined
    },
  }
}
