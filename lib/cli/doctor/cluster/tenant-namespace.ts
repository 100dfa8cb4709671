import type { ClusterLook } from '../cluster-look.ts'

/** A namespace that jobs run in. */
export interface TenantNamespace {
  readonly name: string
  readonly phase: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

interface Namespace {
  readonly metadata: {
    readonly name: string
    readonly labels?: Readonly<Record<string, string>>
    readonly annotations?: Readonly<Record<string, string>>
  }
  readonly status?: { readonly phase?: string }
}

export const TENANT_LABEL = 'sparkdrop.dev/tenant'

const asTenant = ({ metadata: { name, labels = {}, annotations = {} }, status }: Namespace): TenantNamespace => ({
  name,
  labels,
  annotations,
  phase: status?.phase ?? 'Active',
})

/** The namespace, or undefined where there is none. */
export async function getNamespace(look: ClusterLook, name: string): Promise<TenantNamespace | undefined> {
  const found = await look.get<Namespace>(`/api/v1/namespaces/${name}`)
  return found && asTenant(found)
}

/** The names of those that say of themselves that they are a tenant's. */
export async function tenantNames(look: ClusterLook): Promise<readonly string[]> {
  const selector = encodeURIComponent(`${TENANT_LABEL}=true`)
  const found = await look.get<{ items: readonly Namespace[] }>(`/api/v1/namespaces?labelSelector=${selector}`)
  return (found?.items ?? []).map(({ metadata }) => metadata.name)
}
