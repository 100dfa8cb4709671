import { anonymous, bearer, type ClusterConnection, fixedCredentials } from '../../lib/kubernetes/cluster-connection.ts'
import { NodeHttpTransport } from '../../lib/kubernetes/http-transport.ts'
import { RestClient } from '../../lib/kubernetes/rest-client.ts'

/** Where an API server is and how to be let in. */
export interface ApiServerAddress {
  readonly url: string
  readonly token?: string
  /** PEM of the authority that signed the API server's certificate. */
  readonly ca?: string
}

/**
 * A node's way to its API server: one attempt a request, as each part of the node knows for itself what is worth another,
 * and no bound on connections, as each pod that waits for a configmap holds one.
 */
export const openApi = ({ url, token, ca }: ApiServerAddress): RestClient => {
  const connection: ClusterConnection = {
    url,
    ...(ca ? { certificateAuthority: ca } : {}),
    credentials: token ? fixedCredentials(bearer(token)) : anonymous,
  }
  const transport = new NodeHttpTransport(connection, { maxConnections: Number.POSITIVE_INFINITY })
  return new RestClient(connection, { transport, retryBudgetMs: 0 })
}
