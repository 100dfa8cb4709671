import { existsSync, readFileSync } from 'node:fs'
import type { RequestOptions } from 'node:https'
import { homedir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { type Cluster, KubeConfig } from '@kubernetes/client-node'
import { parse } from 'yaml'
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
  const named = files ?? defaultFiles()
  const there = named.filter((file) => existsSync(file))
  if (there.length === 0)
    throw invalid(`there is no kubeconfig: ${named.join(', ')} cannot be read, as there is no such file`)
  try {
    return merged(there.map(loadOne), context)
  } catch (cause) {
    throw invalid(`the kubeconfig cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, cause)
  }
}

const defaultFiles = (): readonly string[] =>
  process.env.KUBECONFIG?.split(delimiter).filter(Boolean) ?? [join(homedir(), '.kube', 'config')]

/** One file. The client does not know `tokenFile`, yet reads such a token where it is that of a pod: so it is told the same. */
function loadOne(file: string): KubeConfig {
  const config = new KubeConfig()
  config.loadFromFile(file)
  const raw = parse(readFileSync(file, 'utf8')) as { users?: { name: string; user?: { tokenFile?: string } }[] }
  const tokenFiles = new Map(raw.users?.map(({ name, user }) => [name, user?.tokenFile]))
  config.users = config.users.map((user) => {
    const tokenFile = tokenFiles.get(user.name)
    if (!tokenFile) return user
    return { ...user, authProvider: { name: 'tokenFile', config: { tokenFile: resolve(dirname(file), tokenFile) } } }
  })
  return config
}

/** Of several of the same name the first one counts, as with kubectl. */
function merged(configs: readonly KubeConfig[], context: string | undefined): KubeConfig {
  const first = <T extends { readonly name: string }>(all: readonly T[]): T[] =>
    all.filter(({ name }, index) => all.findIndex((other) => other.name === name) === index)
  const result = new KubeConfig()
  result.loadFromOptions({
    clusters: first(configs.flatMap(({ clusters }) => clusters)),
    users: first(configs.flatMap(({ users }) => users)),
    contexts: first(configs.flatMap(({ contexts }) => contexts)),
    currentContext: context ?? configs.map(({ currentContext }) => currentContext).find(Boolean),
  })
  return result
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
