import { SparkdropError } from '../../../errors/sparkdrop-error.ts'
import type { Timers } from '../../../kubernetes/timers.ts'
import type { ClusterLook } from '../cluster-look.ts'
import { type Check, examine, whyUnseen } from '../examine.ts'
import { type Finding, failed, ok, unseen, warning } from '../finding.ts'
import { SEE } from '../see.ts'
import { namedNamespaces, type Settings } from '../settings.ts'
import { accessChecks } from './access-checks.ts'
import { accountChecks, accountsOf } from './accounts.ts'
import { admissionChecks } from './admission-checks.ts'
import { forwarderChecks } from './forwarder-checks.ts'
import { namespaceChecks } from './namespace-checks.ts'
import { getNamespace, TENANT_LABEL, type TenantNamespace, tenantNames } from './tenant-namespace.ts'
import type { Who } from './whose-access.ts'

export interface ClusterQuestions {
  /** Empty: those that the policy names, and those that are labelled as a tenant's. */
  readonly namespaces: readonly string[]
  readonly forwarderNamespace: string
  readonly submitter: Who | undefined
  readonly settings: Settings
  readonly bus: string | undefined
  /** What the stack calls its clusters; empty: not known. */
  readonly clusterNames: readonly string[]
  readonly timers: Timers
}

/** The first that has what keeps tenants apart (docs/tenants.md). */
const OLDEST = 30

async function version(look: ClusterLook): Promise<Finding> {
  const about = `API server ${look.url}`
  const found = await look.get<{ gitVersion?: string }>('/version')
  const [, minor] = /^v1\.(\d+)/.exec(found?.gitVersion ?? '') ?? []
  if (minor === undefined) return unseen(about, 'it says no version')
  if (Number(minor) >= OLDEST) return ok(about, `${found?.gitVersion}`)
  return warning(about, `${found?.gitVersion} is older than 1.${OLDEST}`, {
    advice: 'admission policies for tenants do not hold there',
    see: SEE.tenants,
  })
}

async function sought(look: ClusterLook, { namespaces, settings }: ClusterQuestions): Promise<readonly string[]> {
  if (namespaces.length > 0) return namespaces
  const labelled = await tenantNames(look).catch((error: unknown) => {
    if (error instanceof SparkdropError) return []
    throw error
  })
  return [...new Set([...namedNamespaces(settings), ...labelled])].sort()
}

const NONE = unseen('namespaces', 'none is known that jobs run in', { advice: 'name them by --namespace' })

const missing = (name: string): Finding =>
  failed(`namespace ${name}`, 'there is none', {
    advice: 'kubectl apply -k infra/kubernetes/tenant/guard, with its name, or take it out of the policy',
    see: SEE.tenants,
  })

interface Known {
  readonly there: readonly TenantNamespace[]
  readonly findings: readonly Finding[]
}

async function known(look: ClusterLook, names: readonly string[]): Promise<Known> {
  const there: TenantNamespace[] = []
  const findings = await examine(
    names.map((name) => ({
      about: `namespace ${name}`,
      look: async () => {
        const found = await getNamespace(look, name)
        if (found === undefined) return missing(name)
        there.push(found)
        return []
      },
    })),
  )
  return { there, findings: names.length === 0 ? [NONE] : findings }
}

const ofNamespace = (look: ClusterLook, namespace: TenantNamespace, questions: ClusterQuestions): readonly Check[] => [
  ...namespaceChecks(look, namespace, questions.settings),
  ...accountChecks(look, namespace, questions.settings),
  ...accessChecks(look, {
    ...questions,
    namespace: namespace.name,
    accounts: accountsOf(namespace, questions.settings),
  }),
]

/** A cluster that jobs run on, and the namespaces in it. One that does not answer is asked no more. */
export async function clusterFindings(look: ClusterLook, questions: ClusterQuestions): Promise<readonly Finding[]> {
  const about = `API server ${look.url}`
  let server: Finding
  try {
    server = await version(look)
  } catch (error) {
    const finding = whyUnseen(about, error)
    return finding.missing === undefined ? [failed(about, finding.saw, { see: SEE.unreconciled })] : [finding]
  }
  const names = await sought(look, questions)
  const { there, findings } = await known(look, names)
  const isGuarded = there.some(({ labels }) => labels[TENANT_LABEL] === 'true')
  const { forwarderNamespace: namespace, bus, clusterNames, timers } = questions
  return [
    server,
    ...findings,
    ...(await examine([
      ...admissionChecks(look, isGuarded),
      ...forwarderChecks(look, { namespace, watched: names, bus, clusterNames, timers }),
      ...there.flatMap((tenant) => ofNamespace(look, tenant, questions)),
    ])),
  ]
}
