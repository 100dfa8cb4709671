import { existsSync } from 'node:fs'
import { NodeHttpTransport } from '../../kubernetes/http-transport.ts'
import { kubeconfigFiles } from '../../kubernetes/kubeconfig/kubeconfig-files.ts'
import { kubeconfigConnection } from '../../kubernetes/kubeconfig-connection.ts'
import { RestClient } from '../../kubernetes/rest-client.ts'
import { RestClusterLook } from '../../kubernetes/rest-cluster-look.ts'
import { proxyFor } from '../connect/proxy.ts'
import type { Surroundings } from '../surroundings.ts'
import type { ClusterLook } from './cluster-look.ts'
import type { DoctorOptions } from './doctor-options.ts'

/** Somebody waits, and an answer that does not come is a finding too. */
const PATIENCE = { requestTimeoutMs: 8_000, retryBudgetMs: 2_000 }
const CONNECT_TIMEOUT_MS = 5_000

function open(files: readonly string[], context: string | undefined, { environment }: Surroundings): ClusterLook {
  const found = kubeconfigConnection({ files, ...(context === undefined ? {} : { context }) })
  const proxy = found.connection.proxy ?? proxyFor(found.connection.url, environment)
  const connection = { ...found.connection, ...(proxy === undefined ? {} : { proxy }) }
  const transport = new NodeHttpTransport(connection, { connectTimeoutMs: CONNECT_TIMEOUT_MS })
  return new RestClusterLook(found.context, new RestClient(connection, { transport, ...PATIENCE }))
}

/**
 * The clusters of the contexts that are named, else of the kubeconfig's own; none where there is no kubeconfig.
 * @throws SparkdropError KUBECONFIG_INVALID
 */
export function openClusters(
  { kubeconfig, context }: Pick<DoctorOptions, 'kubeconfig' | 'context'>,
  surroundings: Surroundings,
): readonly ClusterLook[] {
  const environment = kubeconfig === undefined ? surroundings.environment : { KUBECONFIG: kubeconfig }
  const files = kubeconfigFiles(environment)
  const isAsked = kubeconfig !== undefined || context.length > 0
  if (!isAsked && !files.some((file) => existsSync(file))) return []
  return context.length === 0
    ? [open(files, undefined, surroundings)]
    : context.map((name) => open(files, name, surroundings))
}
