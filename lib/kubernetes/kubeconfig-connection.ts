import { readFileSync } from 'node:fs'
import type { RequestOptions } from 'node:https'
import { type Cluster, KubeConfig } from '@kubernetes/client-node'
import { SparkdropError } from '../errors/sparkdrop-error.ts'
import type { ClusterConnection, ClusterCredentials, CredentialsProvider } from './cluster-connection.ts'
import { systemTimers } from './timers.ts'

export interface KubeconfigSource {
  /** Files, the first one wins; absent: `KUBECONFIG`, else `~/.kube/config`, as kubectl has it. */
  readonly files?: readonly string[]
  /** Absent: the current context. */
  readonly context?: string
}

/** Where a kubeconfig leads: the connection, and the namespace that its context names. */
export interface KubeconfigConnection {
  readonly connection: ClusterConnection
  readonly context: string
  readonly namespace?: string
}

/** Tokens in files and client certificates are looked at again this often: they are rotated beneath us. */
const REUSE_MS = 30_000

const invalid = (message: string, cause?: unknown): SparkdropError =>
  new SparkdropError('KUBECONFIG_INVALID', message, false, cause === undefined ? {} : { cause })

/**
 * The connection of a kubeconfig, with every way to sign in that the Kubernetes client knows: tokens, token files,
 * client certificates, user and password, exec plugins, OIDC. A module of its own, since the client is large.
 *
 * Throws `KUBECONFIG_INVALID` where the file, the context, its cluster or its user is not there.
 */
export function kubeconfigConnection(source: KubeconfigSource = {}): KubeconfigConnection {
  const config = load(source)
  const context = config.getContextObject(config.getCurrentContext())
  const cluster = config.getCurrentCluster()
  if (context === null || cluster === null) throw invalid(missing(config, cluster === null))
  if (cluster.proxyUrl?.startsWith('socks')) {
    throw invalid(
      `cluster "${cluster.name}" has the proxy-url ${cluster.proxyUrl}: only http and https proxies are possible`,
    )
  }
  const authority = pem(cluster.caFile, cluster.caData)
  return {
    connection: {
      url: cluster.server,
      ...(authority === undefined ? {} : { certificateAuthority: authority }),
      ...(cluster.tlsServerName ? { serverName: cluster.tlsServerName } : {}),
      ...(cluster.skipTLSVerify ? { insecureSkipTlsVerify: true } : {}),
      ...(cluster.proxyUrl ? { proxy: cluster.proxyUrl } : {}),
      credentials: kubeconfigCredentials(source, config),
    },
    context: context.name,
    ...(context.namespace ? { namespace: context.namespace } : {}),
  }
}

function load({ files, context }: KubeconfigSource): KubeConfig {
  const config = new KubeConfig()
  try {
    if (files === undefined) config.loadFromDefault()
    for (const [index, file] of (files ?? []).entries()) {
      const one = index === 0 ? config : new KubeConfig()
      one.loadFromFile(file)
      if (index > 0) config.mergeConfig(one, true)
    }
  } catch (cause) {
    throw invalid(`the kubeconfig cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, cause)
  }
  if (context !== undefined) config.setCurrentContext(context)
  return config
}

function missing(config: KubeConfig, hasContext: boolean): string {
  const wanted = config.getCurrentContext()
  const known = config.getContexts().map(({ name }) => name)
  const names = known.length === 0 ? 'it has none' : `it has ${known.join(', ')}`
  if (!wanted) return `the kubeconfig names no current context: choose one (${names})`
  const context = hasContext ? config.getContextObject(wanted) : null
  if (context !== null)
    return `context "${wanted}" names the cluster "${context.cluster}", which the kubeconfig does not have`
  return `the kubeconfig has no context "${wanted}" (${names})`
}

function kubeconfigCredentials(source: KubeconfigSource, loaded: KubeConfig): CredentialsProvider {
  let config: KubeConfig | undefined = loaded
  let made: { at: number; credentials: Promise<ClusterCredentials> } | undefined
  return {
    get: () => {
      const now = systemTimers.monotonic()
      if (made === undefined || now - made.at > REUSE_MS) {
        config ??= load(source)
        made = { at: now, credentials: signIn(config) }
        made.credentials.catch(() => {
          made = undefined
        })
      }
      return made.credentials
    },
    // Read anew, so that plugins run again too: what they gave may have ended before it said it would.
    invalidate: () => {
      config = undefined
      made = undefined
    },
  }
}

async function signIn(config: KubeConfig): Promise<ClusterCredentials> {
  const options: RequestOptions = { headers: {} }
  try {
    await withTlsUnchecked(config).applyToHTTPSOptions(options)
  } catch (cause) {
    const said = cause instanceof Error ? cause.message : String(cause)
    throw new SparkdropError(
      'KUBECONFIG_CREDENTIALS',
      `no credentials for ${config.getCurrentContext()}: ${said}`,
      true,
      {
        cause,
      },
    )
  }
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(options.headers ?? {})) headers[name.toLowerCase()] = String(value)
  if (options.auth) headers.authorization = `Basic ${Buffer.from(options.auth).toString('base64')}`
  return {
    headers,
    ...(options.cert ? { clientCertificate: String(options.cert) } : {}),
    ...(options.key ? { clientKey: String(options.key) } : {}),
  }
}

/** The client refuses to sign in to a plain http server that is to be verified, as there is nothing to verify. */
function withTlsUnchecked(config: KubeConfig): KubeConfig {
  const cluster = config.getCurrentCluster()
  if (!cluster?.server.startsWith('http:')) return config
  const clusters: Cluster[] = [{ ...cluster, skipTLSVerify: true }]
  const copy = new KubeConfig()
  copy.loadFromOptions({
    clusters,
    users: config.users,
    contexts: config.contexts,
    currentContext: config.currentContext,
  })
  return copy
}

const pem = (file: string | undefined, data: string | undefined): string | undefined => {
  if (data) return Buffer.from(data, 'base64').toString('utf8')
  return file ? readFileSync(file, 'utf8') : undefined
}
