import { readQuantity } from '../../../conf/codecs/quantity.ts'
import type { ClusterLook } from '../cluster-look.ts'
import type { Check } from '../examine.ts'
import { type Finding, failed, ok, unseen, warning } from '../finding.ts'
import { SEE } from '../see.ts'
import { isKnown, type Settings, valuesFor } from '../settings.ts'
import { TENANT_LABEL, type TenantNamespace } from './tenant-namespace.ts'

const POD_SECURITY = 'pod-security.kubernetes.io/enforce'
const RESTRICTED = 'sparkdrop:restricted'

function guard({ name, labels, annotations }: TenantNamespace): Finding {
  const about = `guard of ${name}`
  const see = SEE.tenants
  const advice = 'kubectl apply -k infra/kubernetes/tenant/guard, with the name of the namespace'
  const enforced = labels[POD_SECURITY]
  const missing = [
    ...(labels[TENANT_LABEL] === 'true' ? [] : [`the label ${TENANT_LABEL}=true, for the admission policies`]),
    ...(enforced === undefined || enforced === 'privileged' ? [`the label ${POD_SECURITY}`] : []),
    ...['driver-service-account', 'executor-service-account', 'images']
      .filter((key) => annotations[`sparkdrop.dev/${key}`] === undefined)
      .map((key) => `the annotation sparkdrop.dev/${key}`),
  ]
  if (missing.length === 0) return ok(about, `a tenant's, Pod Security ${enforced}`)
  // With the label and without the annotations nothing is let in; without the label everything is.
  const verdict = labels[TENANT_LABEL] === 'true' ? failed : warning
  return verdict(about, `it has not ${missing.join(', ')}`, { advice, see })
}

function template({ name, labels }: TenantNamespace, settings: Settings): readonly Finding[] {
  if (labels[POD_SECURITY] !== 'restricted' || !isKnown(settings)) return []
  const about = `pod templates for ${name}`
  const without = ['driver', 'executor'].filter((role) =>
    valuesFor(settings, name, `spark.kubernetes.${role}.podTemplateFile`).some((value) => value === undefined),
  )
  if (without.length === 0) return [ok(about, 'set')]
  return [
    failed(about, `Pod Security is restricted there, and pods of ${without.join(' and ')} come without a template`, {
      advice: `set spark.kubernetes.{driver,executor}.podTemplateFile=${RESTRICTED} in sparkDefaults`,
      see: SEE.tenants,
    }),
  ]
}

interface Quota {
  readonly metadata: { readonly name: string }
  readonly status?: {
    readonly hard?: Readonly<Record<string, string>>
    readonly used?: Readonly<Record<string, string>>
  }
}

const isUsedUp = (hard: string, used: string | undefined): boolean => {
  const most = readQuantity(hard)?.nanos ?? 0n
  const now = readQuantity(used ?? '0')?.nanos ?? 0n
  return most > 0n && now >= most
}

function quota(about: string, quotas: readonly Quota[]): Finding {
  if (quotas.length === 0)
    return warning(about, 'there is none: one tenant can take the whole cluster', {
      advice: 'kubectl apply -k infra/kubernetes/tenant/guard, with the name of the namespace',
      see: SEE.tenants,
    })
  const full = quotas.flatMap(({ status: { hard = {}, used = {} } = {} }) =>
    Object.entries(hard)
      .filter(([key, most]) => isUsedUp(most, used[key]))
      .map(([key, most]) => `${key} (${used[key]} of ${most})`),
  )
  if (full.length === 0) return ok(about, `${quotas.map(({ metadata }) => metadata.name).join(', ')}; there is room`)
  return warning(about, `used up: ${full.join(', ')}`, {
    advice: 'jobs wait as QUEUED until others end; raise it, or limit what runs at once',
    see: SEE.limits,
  })
}

const listOf = <T>(look: ClusterLook, path: string, about: string, judge: (items: readonly T[]) => Finding): Check => ({
  about,
  look: async () => {
    const found = await look.get<{ items: readonly T[] | null }>(path)
    return found === undefined ? unseen(about, 'this API server has none of the kind') : judge(found.items ?? [])
  },
})

/** Whether the namespace is there, and guarded. */
export function namespaceChecks(look: ClusterLook, namespace: TenantNamespace, settings: Settings): readonly Check[] {
  const { name, phase } = namespace
  const itself =
    phase === 'Active'
      ? ok(`namespace ${name}`, 'there')
      : failed(`namespace ${name}`, `it is ${phase}`, { see: SEE.cluster })
  const policies = `network policies of ${name}`
  return [
    { about: itself.about, look: async () => [itself, guard(namespace), ...template(namespace, settings)] },
    listOf<Quota>(look, `/api/v1/namespaces/${name}/resourcequotas`, `quota of ${name}`, (items) =>
      quota(`quota of ${name}`, items),
    ),
    listOf(look, `/apis/networking.k8s.io/v1/namespaces/${name}/networkpolicies`, policies, (items) =>
      items.length > 0
        ? ok(policies, `${items.length}`)
        : warning(policies, 'there is none: its pods reach the instance metadata, and anybody reaches them', {
            advice: 'kubectl apply -k infra/kubernetes/tenant/guard, with the name of the namespace',
            see: SEE.tenants,
          }),
    ),
  ]
}
