import type { JobRequest } from '../../events/job-request.ts'
import type { JobSource } from '../../events/job-source.ts'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import { matchesAny, matchesGlob } from './glob.ts'
import type { TenantSource } from './policy-schema.ts'
import type { Policy, Tenant } from './tenant.ts'
import type { Violation } from './violation.ts'

const isFrom = (source: JobSource, tenant: TenantSource): boolean => {
  if (source.kind === 's3' && tenant.kind === 's3')
    return matchesGlob(tenant.bucket, source.bucket) && matchesGlob(`${tenant.prefix}**`, source.key)
  if (source.kind === 'schedule' && tenant.kind === 'schedule')
    return matchesGlob(tenant.namespace, source.namespace) && matchesGlob(tenant.name, source.name)
  if (source.kind === 'api' && tenant.kind === 'api') return matchesGlob(tenant.principal, source.principal)
  return source.kind === 'sqs' && tenant.kind === 'sqs'
}

/** What `{folder}` stands for: nothing that a namespace could be, where the source has none. */
const folderOf = (source: JobSource): string => {
  if (source.kind === 's3') return source.key.includes('/') ? (source.key.split('/')[0] ?? '') : ''
  return source.kind === 'schedule' ? source.namespace : ''
}

/** Names hold no character that means something in a glob. */
const namespacesFor = ({ namespaces }: Tenant, source: JobSource): readonly string[] =>
  namespaces.map((glob) => glob.replaceAll('{folder}', folderOf(source).replaceAll('*', '')))

const describeSource = (source: JobSource): string => {
  switch (source.kind) {
    case 's3':
      return `s3://${source.bucket}/${source.key}`
    case 'sqs':
      return 'the jobs queue'
    case 'schedule':
      return `schedule ${source.namespace}/${source.name}`
    case 'api':
      return `principal ${source.principal}`
  }
}

const ownersOf = ({ tenants }: Policy, source: JobSource): readonly Tenant[] =>
  tenants.filter(({ sources }) => sources.some((one) => isFrom(source, one)))

const noTenant = (source: JobSource): string =>
  `${describeSource(source)}: the policy knows no tenant whose jobs come from there`

/** The tenant whose job this is: of those that its source belongs to, the first that has the namespace. */
export const tenantOf = (
  policy: Policy,
  { source, namespace }: Pick<JobRequest, 'source' | 'namespace'>,
): Tenant | undefined => ownersOf(policy, source).find((tenant) => matchesAny(namespacesFor(tenant, source), namespace))

/** Why a job is nobody's. */
export const explainNoTenant = (policy: Policy, { source, namespace }: JobRequest): Violation => {
  const near = ownersOf(policy, source)
  if (near.length === 0) return { rule: 'source', message: noTenant(source) }
  const named = near.flatMap((tenant) => namespacesFor(tenant, source)).filter((name) => name !== '')
  return {
    rule: 'namespace',
    property: 'namespace',
    value: namespace,
    message: `namespace ${namespace}: jobs from ${describeSource(source)} may only run in ${named.join(', ') || 'none'}`,
  }
}

/** The settings that the tenant's jobs start from, after the platform's own. */
export const tenantConf = (policy: Policy, request: JobRequest): Readonly<Record<string, string>> =>
  tenantOf(policy, request)?.conf ?? {}

/**
 * The namespace that what is dropped at a place runs in: the key's first folder where the policy lets it run there, else
 * the one namespace of its tenant.
 * @throws InvalidJobError NO_NAMESPACE where nothing says
 */
export const uploadNamespace = (policy: Policy, upload: { readonly bucket: string; readonly key: string }): string => {
  const source: JobSource = { kind: 's3', ...upload }
  const folder = folderOf(source)
  if (folder !== '' && tenantOf(policy, { source, namespace: folder })) return folder
  const named = ownersOf(policy, source).flatMap((tenant) => namespacesFor(tenant, source))
  const fixed = named.filter((namespace) => namespace !== '' && namespace !== folder && !namespace.includes('*'))
  if (fixed.length === 1) return fixed[0] ?? ''
  const known = named.filter((namespace) => namespace !== '')
  const places = `${describeSource(source)}: drop it into the folder of a namespace that it may run in (${known.join(', ')})`
  throw new InvalidJobError('NO_NAMESPACE', known.length === 0 ? noTenant(source) : places)
}
