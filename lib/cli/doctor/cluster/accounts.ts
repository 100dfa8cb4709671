import type { ClusterLook } from '../cluster-look.ts'
import type { Check } from '../examine.ts'
import { type Finding, failed, ok, warning } from '../finding.ts'
import { SEE } from '../see.ts'
import { isKnown, type Settings, valuesFor } from '../settings.ts'
import type { TenantNamespace } from './tenant-namespace.ts'

/** The service accounts of a namespace's pods. */
export interface Accounts {
  readonly driver: string
  readonly executor: string
}

const ROLES = ['driver', 'executor'] as const
const keyOf = (role: string): string => `spark.kubernetes.authenticate.${role}.serviceAccountName`

/** The account that Kubernetes gives a pod which names none. */
const NONE = 'default'

/** What jobs come with: executors without one of their own have the driver's. */
const saidBySettings = (settings: Settings, namespace: string, role: (typeof ROLES)[number]): readonly string[] => [
  ...new Set(
    valuesFor(settings, namespace, keyOf(role)).flatMap((value) =>
      value !== undefined || role === 'driver' ? [value ?? NONE] : saidBySettings(settings, namespace, 'driver'),
    ),
  ),
]

/** As the namespace says, else as the settings do; without either as the shipped Roles have it. */
export function accountsOf({ name, annotations }: TenantNamespace, settings: Settings): Accounts {
  const of = (role: (typeof ROLES)[number]): string => {
    const said = isKnown(settings) ? saidBySettings(settings, name, role)[0] : undefined
    return annotations[`sparkdrop.dev/${role}-service-account`] ?? said ?? `spark-${role}`
  }
  return { driver: of('driver'), executor: of('executor') }
}

/** Whether the accounts are there, and those that jobs come with. */
export const accountChecks = (look: ClusterLook, namespace: TenantNamespace, settings: Settings): readonly Check[] =>
  ROLES.map((role) => {
    const name = accountsOf(namespace, settings)[role]
    const about = `service account of ${role}s in ${namespace.name}`
    const see = SEE.cluster
    return {
      about,
      look: async (): Promise<Finding> => {
        const found = await look.get(`/api/v1/namespaces/${namespace.name}/serviceaccounts/${name}`)
        if (found === undefined)
          return failed(about, `there is no ${name}`, { advice: 'kubectl apply -k infra/kubernetes/tenant', see })
        const others = isKnown(settings)
          ? saidBySettings(settings, namespace.name, role).filter((said) => said !== name)
          : []
        if (others.length > 0)
          return failed(about, `the namespace lets in ${name} only, but jobs come as ${others.join(', ')}`, {
            advice: `set ${keyOf(role)}=${name} in sparkDefaults, or in the conf of the policy`,
            see: SEE.tenants,
          })
        return name === NONE
          ? warning(about, 'it is default, which any pod of the namespace has', {
              advice: `set ${keyOf(role)} in sparkDefaults`,
              see,
            })
          : ok(about, name)
      },
    }
  })
