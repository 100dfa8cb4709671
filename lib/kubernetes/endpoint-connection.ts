import { SparkdropError } from '../errors/sparkdrop-error.ts'
import { anonymous, bearer, type ClusterConnection, type ClusterCredentials } from './cluster-connection.ts'
import { clusterCredentialsSchema, type EndpointSettings } from './cluster-settings.ts'
import { renewedCredentials } from './renewed-credentials.ts'

/** How long a secret's value is used before it is asked for again: it may have been rotated. */
const LOOK_AGAIN_MS = 300_000

/** An API server on plain HTTP that asks nobody who they are: local development, and `kubectl proxy`. */
export const plainConnection = (url: string): ClusterConnection => ({ url, credentials: anonymous })

/**
 * The connection of a cluster that is known by its endpoint.
 *
 * @param readSecret gives the text of `settings.credentialsSecret`; asked again every five minutes and after a 401
 */
export function endpointConnection(
  settings: EndpointSettings,
  readSecret: () => Promise<string>,
  monotonic: () => number,
): ClusterConnection {
  const { endpoint, certificateAuthority } = settings
  return {
    url: endpoint,
    ...(certificateAuthority === undefined
      ? {}
      : { certificateAuthority: Buffer.from(certificateAuthority, 'base64').toString('utf8') }),
    credentials: renewedCredentials(async () => {
      const credentials = parseSecret(settings.credentialsSecret, await readSecret())
      return { credentials, freshForMs: LOOK_AGAIN_MS }
    }, monotonic),
  }
}

/** The message never holds what the secret holds. */
function parseSecret(name: string, text: string): ClusterCredentials {
  const parsed = clusterCredentialsSchema.safeParse(jsonOf(text))
  if (!parsed.success) {
    const message = `the secret ${name} must hold JSON: {"token"}, {"clientCertificate", "clientKey"} or {}`
    throw new SparkdropError('CLUSTER_SECRET_INVALID', message, true)
  }
  if ('token' in parsed.data) return bearer(parsed.data.token)
  return { headers: {}, ...parsed.data }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
