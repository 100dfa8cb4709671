import type { Cluster } from '../ports/cluster.ts'
import { sdkIdentity } from './aws-identity.ts'
import type { ClusterConnection } from './cluster-connection.ts'
import type { ClusterSettings } from './cluster-settings.ts'
import { eksConnection } from './eks-connection.ts'
import { endpointConnection } from './endpoint-connection.ts'
import { RestClient, type RestClientOptions } from './rest-client.ts'
import { RestCluster } from './rest-cluster.ts'
import { systemTimers } from './timers.ts'

export interface OpenClusterOptions extends RestClientOptions {
  /** The text of a secret, by its ARN or name. */
  readonly readSecret: (id: string) => Promise<string>
  /** Another address of the EKS API: an emulator's. */
  readonly eksEndpointUrl?: string
  /** URL of an HTTP proxy to reach the API server through. */
  readonly proxy?: string
}

/** The cluster that the settings name. Throws `TransientError` where AWS does not say how to reach it. */
export async function openCluster(settings: ClusterSettings, options: OpenClusterOptions): Promise<Cluster> {
  return new RestCluster(new RestClient(await connect(settings, options), options))
}

async function connect(settings: ClusterSettings, options: OpenClusterOptions): Promise<ClusterConnection> {
  const { readSecret, eksEndpointUrl: endpointUrl, proxy, timers = systemTimers } = options
  const throughProxy = proxy === undefined ? {} : { proxy }
  if (settings.kind === 'endpoint') {
    const secret = () => readSecret(settings.credentialsSecret)
    return { ...endpointConnection(settings, secret, timers.monotonic), ...throughProxy }
  }
  return eksConnection({
    clusterName: settings.name,
    identity: sdkIdentity(),
    timers,
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
    ...throughProxy,
  })
}
