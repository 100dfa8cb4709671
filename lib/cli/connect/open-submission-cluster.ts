import { existsSync } from 'node:fs'
import {
  CONTEXT,
  SUBMISSION_CONNECTION_TIMEOUT,
  SUBMISSION_REQUEST_TIMEOUT,
  TRUST_CERTIFICATES,
} from '../../conf/catalogue/client-connection.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { InvalidJobError, SparkdropError } from '../../errors/sparkdrop-error.ts'
import { anonymous, type ClusterConnection } from '../../kubernetes/cluster-connection.ts'
import { NodeHttpTransport } from '../../kubernetes/http-transport.ts'
import { kubeconfigFiles } from '../../kubernetes/kubeconfig/kubeconfig-files.ts'
import { RestClient } from '../../kubernetes/rest-client.ts'
import { systemTimers } from '../../kubernetes/timers.ts'
import { kubernetesMaster } from '../../submission/arguments/master-url.ts'
import { type Surroundings, warn } from '../surroundings.ts'
import { proxyFor } from './proxy.ts'
import { configuredAccess } from './submission-credentials.ts'

/** A person waits for the answer: what has not come back by then is told. */
const RETRY_BUDGET_MS = 4_000

/** The cluster that is submitted to. */
export interface SubmissionCluster {
  readonly client: RestClient
  /** The namespace of the kubeconfig's context, or of the pod that this runs in: for ids that name none. */
  readonly namespace?: string
}

interface AmbientAccess extends Partial<ClusterConnection> {
  readonly namespace?: string
}

/** A kubeconfig that is of no use counts only where a context of it is asked for: Spark, too, goes on without. */
async function kubeconfigAccess(
  files: readonly string[],
  context: string | undefined,
  surroundings: Surroundings,
): Promise<AmbientAccess> {
  const { kubeconfigConnection } = await import('../../kubernetes/kubeconfig-connection.ts')
  try {
    const { connection, namespace } = kubeconfigConnection({ files, ...(context === undefined ? {} : { context }) })
    return { ...connection, ...(namespace === undefined ? {} : { namespace }) }
  } catch (error) {
    if (context !== undefined || !(error instanceof SparkdropError)) throw error
    warn(surroundings, `going on without the kubeconfig: ${error.message}`)
    return {}
  }
}

/** What the machine knows without being told: a kubeconfig, else the service account of the pod that this runs in. */
async function ambientAccess(conf: SparkConf, surroundings: Surroundings): Promise<AmbientAccess> {
  const context = read(conf, CONTEXT) || undefined
  const files = kubeconfigFiles(surroundings.environment)
  if (context !== undefined || files.some((file) => existsSync(file))) {
    return await kubeconfigAccess(files, context, surroundings)
  }
  if (surroundings.environment['KUBECONFIG']) {
    warn(surroundings, `going on without a kubeconfig: KUBECONFIG names ${files.join(', ')}, which does not exist`)
  }
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = surroundings.environment
  if (host === undefined) return {}
  const { inClusterConnection } = await import('../../kubernetes/in-cluster-connection.ts')
  return await inClusterConnection({ host, port, monotonic: systemTimers.monotonic })
}

/** The URL of the API server within the master's. */
function apiServerUrl(master: string): string {
  const url = kubernetesMaster(master).replace(/^k8s:\/\//, '')
  if (URL.canParse(url)) return url
  const message = `spark.master: '${master}' holds no URL of an API server: write k8s://https://host:port`
  throw new InvalidJobError('INVALID_MASTER', message, { details: { property: 'spark.master', value: master } })
}

/**
 * The cluster of `spark.master`, reached as `spark.kubernetes.authenticate.submission.*` and the kubeconfig say. The
 * master's URL goes before the kubeconfig's, whose credentials and authorities still count. Follows
 * SparkKubernetesClientFactory.createKubernetesClient.
 *
 * @throws InvalidJobError INVALID_MASTER and those of the credentials; SparkdropError KUBECONFIG_INVALID
 */
export async function openSubmissionCluster(conf: SparkConf, surroundings: Surroundings): Promise<SubmissionCluster> {
  const url = apiServerUrl(conf.get('spark.master', ''))
  const { namespace, ...ambient } = await ambientAccess(conf, surroundings)
  const proxy = ambient.proxy ?? proxyFor(url, surroundings.environment)
  const connection: ClusterConnection = {
    credentials: anonymous,
    ...ambient,
    url,
    ...(proxy === undefined ? {} : { proxy }),
    ...configuredAccess(conf, surroundings.cwd),
    ...(read(conf, TRUST_CERTIFICATES) ? { insecureSkipTlsVerify: true } : {}),
  }
  const transport = new NodeHttpTransport(connection, {
    connectTimeoutMs: read(conf, SUBMISSION_CONNECTION_TIMEOUT),
  })
  const client = new RestClient(connection, {
    transport,
    requestTimeoutMs: read(conf, SUBMISSION_REQUEST_TIMEOUT),
    retryBudgetMs: RETRY_BUDGET_MS,
  })
  return { client, ...(namespace === undefined ? {} : { namespace }) }
}
