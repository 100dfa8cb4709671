import { randomBytes } from 'node:crypto'
import { isKubernetesStatus } from '../../lib/errors/kubernetes-error.ts'
import type { ClusterConnection } from '../../lib/kubernetes/cluster-connection.ts'
import { CORE, namespacedPath } from '../../lib/kubernetes/resource-path.ts'
import { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { RestCluster } from '../../lib/kubernetes/rest-cluster.ts'
import type { ConfigMap } from '../../lib/ports/kubernetes-types.ts'
import type { ClusterUnderTest } from '../contracts/cluster.ts'

/** A `RestCluster` on a running API server, in a namespace that is made for it and deleted after it. */
export async function restClusterUnderTest(connection: ClusterConnection): Promise<ClusterUnderTest> {
  const client = new RestClient(connection)
  const namespace = `contract-${randomBytes(4).toString('hex')}`
  const namespaces = `${CORE}/namespaces`
  await client.json({ method: 'POST', path: namespaces, body: { metadata: { name: namespace } } })
  await serviceAccount(client, namespace)
  return {
    cluster: new RestCluster(client),
    namespace,
    configMap: async (name) => {
      try {
        return await client.json<ConfigMap>({
          method: 'GET',
          path: namespacedPath(CORE, namespace, 'configmaps', name),
        })
      } catch (error) {
        if (isKubernetesStatus(error, 404)) return undefined
        throw error
      }
    },
    tell: async (body) => {
      await client.json({ method: 'POST', path: namespacedPath(CORE, namespace, 'events'), body })
    },
    stop: async () => {
      await client.json({ method: 'DELETE', path: `${namespaces}/${namespace}` })
      client.close()
    },
  }
}

/** Pods are admitted only when a controller, or else we, made the namespace's default service account. */
async function serviceAccount(client: RestClient, namespace: string): Promise<void> {
  const path = namespacedPath(CORE, namespace, 'serviceaccounts')
  try {
    await client.json({ method: 'POST', path, body: { metadata: { name: 'default' } } })
  } catch (error) {
    if (!isKubernetesStatus(error, 409)) throw error
  }
}
