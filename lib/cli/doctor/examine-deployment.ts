import { SparkdropError } from '../../errors/sparkdrop-error.ts'
import type { Timers } from '../../kubernetes/timers.ts'
import type { ApiClient } from '../api-client/api-client.ts'
import { apiFindings } from './checks/api-checks.ts'
import { probeFindings } from './checks/probe-checks.ts'
import { clusterFindings } from './cluster/cluster-findings.ts'
import type { ClusterLook } from './cluster-look.ts'
import { failed, type Section, unseen } from './finding.ts'
import { SEE } from './see.ts'
import { namedNamespaces } from './settings.ts'
import { clustersOf, submitterAt, unlookedAt } from './stack-clusters.ts'
import type { StackLook } from './stack-look.ts'
import { type ExaminedStack, examineStack } from './stack-sections.ts'

export interface Examination {
  /** Of this command. */
  readonly version: string
  readonly timers: Timers
  /** Absent: only the API's URL is known, or nothing of AWS. */
  readonly stack?: { readonly name: string; readonly look: StackLook }
  readonly hasApi: boolean
  /** @param url as the stack says; undefined where that is not known */
  readonly openApi: (url: string | undefined) => Promise<ApiClient>
  /** Absent: none is to be looked at; empty: none is known. */
  readonly clusters?: readonly ClusterLook[]
  readonly namespaces: readonly string[]
  readonly forwarderNamespace: string
  readonly submitter?: string
  /** Absent: no probe. */
  readonly probeKey?: string
}

async function stackSections({ stack, version }: Examination): Promise<ExaminedStack> {
  if (stack !== undefined) return examineStack(stack.name, stack.look, version)
  const finding = unseen('stack', 'none is named', { advice: 'give --stack NAME, or set SPARKDROP_STACK' })
  return { sections: [{ title: 'Stack', findings: [finding] }], settings: {} }
}

async function clusterSections(examination: Examination, examined: ExaminedStack): Promise<readonly Section[]> {
  const { clusters, stack, timers, namespaces, forwarderNamespace, submitter } = examination
  if (clusters === undefined) return []
  const known = stack && examined.state ? await clustersOf(stack.look, examined.state) : []
  const bus = examined.state?.outputs.get('EventBusName')
  const sections = await Promise.all(
    clusters.map(async (look) => ({
      title: `Cluster ${look.name}`,
      findings: await clusterFindings(look, {
        namespaces,
        forwarderNamespace,
        submitter: submitterAt(look.url, known, submitter),
        settings: examined.settings,
        bus,
        clusterNames: known.map(({ name }) => name),
        timers,
      }),
    })),
  )
  const others = unlookedAt(known, clusters.length)
  const none = unseen('clusters', 'there is no kubeconfig', { advice: 'name one by --kubeconfig, or a --context' })
  const left = clusters.length === 0 ? [none] : others
  return left.length === 0 ? sections : [...sections, { title: 'Clusters', findings: left }]
}

/** The namespace that the probe is sent to: the first that is known by name. */
const probed = ({ namespaces }: Examination, { settings }: ExaminedStack): string | undefined =>
  namespaces[0] ?? namedNamespaces(settings)[0]

async function apiSections(examination: Examination, examined: ExaminedStack): Promise<readonly Section[]> {
  const { timers, probeKey, hasApi } = examination
  if (!hasApi) return []
  try {
    const client = await examination.openApi(examined.state?.outputs.get('ApiUrl'))
    const api = { title: 'API', findings: await apiFindings(client, timers) }
    if (probeKey === undefined) return [api]
    const namespace = probed(examination, examined)
    const none = unseen('probe', 'no namespace is known to probe', { advice: 'name one by --namespace' })
    const findings =
      namespace === undefined ? [none] : await probeFindings({ client, timers, namespace, key: probeKey })
    return [api, { title: 'Probe', findings }]
  } catch (error) {
    if (!(error instanceof SparkdropError)) throw error
    return [{ title: 'API', findings: [failed('API', error.message, { see: SEE.command })] }]
  }
}

/** Looks at all that is known of a deployment: the stack first, as it says how the rest should be. */
export async function examineDeployment(examination: Examination): Promise<readonly Section[]> {
  const examined = await stackSections(examination)
  const [api, clusters] = await Promise.all([
    apiSections(examination, examined),
    clusterSections(examination, examined),
  ])
  return [...examined.sections, ...api, ...clusters]
}
