import type { ClusterConnection } from './cluster-connection.ts'
import { clusterAccess } from './kubeconfig/cluster-access.ts'
import type { KubeconfigEntry } from './kubeconfig/kubeconfig-entry.ts'
import { invalidKubeconfig } from './kubeconfig/kubeconfig-error.ts'
import { kubeconfigFiles } from './kubeconfig/kubeconfig-files.ts'
import { type Kubeconfig, readKubeconfig } from './kubeconfig/read-kubeconfig.ts'
import { userCredentials } from './kubeconfig/user-credentials.ts'
import { type Issued, renewedCredentials } from './renewed-credentials.ts'
import { systemTimers, type Timers } from './timers.ts'

export interface KubeconfigSource {
  /** Files, the first one wins; absent: `KUBECONFIG`, else `~/.kube/config`, as kubectl has it. */
  readonly files?: readonly string[]
  /** Absent: the current context. */
  readonly context?: string
  readonly timers?: Timers
}

/** Where a kubeconfig leads: the connection, and the namespace that its context names. */
export interface KubeconfigConnection {
  readonly connection: ClusterConnection
  readonly context: string
  readonly namespace?: string
}

/** What a context names. */
interface Signpost {
  readonly context: string
  readonly namespace?: string
  readonly cluster: KubeconfigEntry
  /** Absent: somebody whom the API server does not ask for a name. */
  readonly user?: KubeconfigEntry
}

/**
 * The connection of a kubeconfig, with every way to sign in that kubectl knows but the auth-providers that plugins have
 * replaced. The user is looked up again whenever credentials are made anew: somebody may have logged in since.
 *
 * @throws SparkdropError KUBECONFIG_INVALID where the file, the context, its cluster or its user is not there, or is not
 * as it should be
 */
export function kubeconfigConnection(source: KubeconfigSource = {}): KubeconfigConnection {
  const files = source.files ?? kubeconfigFiles(process.env)
  const { timers = systemTimers } = source
  const first = follow(readKubeconfig(files), source.context)
  let known: Signpost | undefined = first
  const issue = async (): Promise<Issued> => {
    const { cluster, user } = known ?? follow(readKubeconfig(files), first.context)
    known = undefined
    if (user === undefined) return { credentials: { headers: {} } }
    const isTerminal = process.stdin.isTTY ?? false
    return await userCredentials(user, { environment: process.env, isTerminal, cluster, now: timers.now })
  }
  return {
    connection: { ...clusterAccess(first.cluster), credentials: renewedCredentials(issue, timers.monotonic) },
    context: first.context,
    ...(first.namespace === undefined ? {} : { namespace: first.namespace }),
  }
}

/** Where the context leads; the current one where none is named. */
function follow({ currentContext, contexts, clusters, users }: Kubeconfig, named: string | undefined): Signpost {
  const wanted = named ?? currentContext
  const names = contexts.size === 0 ? 'it has none' : `it has ${[...contexts.keys()].join(', ')}`
  if (wanted === undefined) throw invalidKubeconfig(`the kubeconfig names no current context: choose one (${names})`)
  const context = contexts.get(wanted)
  if (context === undefined) throw invalidKubeconfig(`the kubeconfig has no context "${wanted}" (${names})`)
  const namespace = context.text('namespace')
  const user = context.text('user')
  return {
    context: wanted,
    cluster: referred(context, 'cluster', clusters),
    ...(user === undefined ? {} : { user: referred(context, 'user', users) }),
    ...(namespace === undefined ? {} : { namespace }),
  }
}

function referred(context: KubeconfigEntry, kind: string, all: ReadonlyMap<string, KubeconfigEntry>): KubeconfigEntry {
  const name = context.text(kind)
  if (name === undefined) throw invalidKubeconfig(`${context.title} names no ${kind}`)
  const entry = all.get(name)
  if (entry !== undefined) return entry
  throw invalidKubeconfig(`${context.title} names the ${kind} "${name}", which the kubeconfig does not have`)
}
