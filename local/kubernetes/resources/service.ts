import type { ObjectMeta, Service } from '../../../lib/ports/kubernetes-types.ts'
import type { StatusCause } from '../api-error.ts'
import type { ApiObject } from '../api-object.ts'
import { duplicate, invalidValue, notSupported, required } from '../field-errors.ts'
import { type JsonObject, objectIn, objectsOf } from '../json.ts'
import { ageColumn, column, nameColumn } from './columns/common-columns.ts'
import type { ResourceType, WriteContext } from './resource-type.ts'
import { labelCauses } from './validation.ts'

type Spec = NonNullable<Service['spec']>

const specOf = (object: ApiObject): Spec => (object as Service).spec ?? {}

const NONE = 'None'

const defaults = (draft: JsonObject): void => {
  const spec = objectIn(draft, 'spec')
  spec['sessionAffinity'] ??= 'None'
  spec['type'] ??= 'ClusterIP'
  if (spec['type'] !== 'ExternalName') spec['internalTrafficPolicy'] ??= 'Cluster'
  for (const port of objectsOf(spec['ports'])) {
    port['protocol'] ??= 'TCP'
    port['targetPort'] ??= port['port']
  }
}

/** Cluster IPs lie in 10.96.0.0/16, of which the first is the API server's own. */
const freeClusterIp = (context: WriteContext): string => {
  const taken = new Set(context.all('services').map((service) => specOf(service).clusterIP))
  for (;;) {
    const host = 2 + context.randomBelow(65_532)
    const address = `10.96.${host >> 8}.${host & 255}`
    if (!taken.has(address)) return address
  }
}

const prepareCreate = (draft: ApiObject, context: WriteContext): void => {
  const spec = specOf(draft) as Spec & JsonObject
  draft['status'] = { loadBalancer: {} }
  if (spec.type === 'ExternalName') return
  spec['clusterIP'] ||= spec.clusterIPs?.[0] ?? freeClusterIp(context)
  spec['clusterIPs'] ??= [spec.clusterIP]
  spec['ipFamilies'] ??= ['IPv4']
  spec['ipFamilyPolicy'] ??= 'SingleStack'
}

/** What a client leaves out of an update stays as it was allocated. */
const prepareUpdate = (draft: ApiObject, current: ApiObject): void => {
  const spec = specOf(draft) as Spec & JsonObject
  const old = specOf(current) as JsonObject
  const changed = spec.clusterIP !== undefined && spec.clusterIP !== old['clusterIP']
  if (changed && JSON.stringify(spec.clusterIPs) === JSON.stringify(old['clusterIPs']))
    spec['clusterIPs'] = [spec.clusterIP ?? '']
  for (const name of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy']) spec[name] ??= old[name]
}

const portCauses = (spec: Spec): StatusCause[] => {
  const ports = spec.ports ?? []
  const names = ports.map(({ name }) => name)
  return ports.flatMap(({ name, port, protocol }, index) => {
    const at = `spec.ports[${index}]`
    return [
      ...(ports.length > 1 && !name ? [required(`${at}.name`)] : []),
      ...(name ? labelCauses(`${at}.name`, name) : []),
      ...(name && names.indexOf(name) < index ? [duplicate(`${at}.name`, name)] : []),
      ...(port < 1 || port > 65_535
        ? [invalidValue(`${at}.port`, port, 'must be between 1 and 65535, inclusive')]
        : []),
      ...(['SCTP', 'TCP', 'UDP'].includes(protocol ?? '')
        ? []
        : [notSupported(`${at}.protocol`, protocol, ['SCTP', 'TCP', 'UDP'])]),
    ]
  })
}

const validate = (object: ApiObject): StatusCause[] => {
  const spec = specOf(object)
  const bare = (spec.ports ?? []).length === 0 && spec.clusterIP !== NONE && spec.type !== 'ExternalName'
  const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
  return [
    ...(bare ? [required('spec.ports')] : []),
    ...portCauses(spec),
    ...(types.includes(spec.type ?? '') ? [] : [notSupported('spec.type', spec.type, types)]),
    ...(['ClientIP', 'None'].includes(spec.sessionAffinity ?? '')
      ? []
      : [notSupported('spec.sessionAffinity', spec.sessionAffinity, ['ClientIP', 'None'])]),
  ]
}

const validateUpdate = (object: ApiObject, current: ApiObject): StatusCause[] => {
  const [ip, old] = [specOf(object).clusterIP, specOf(current).clusterIP]
  return ip === old || !old
    ? []
    : [invalidValue('spec.clusterIPs[0]', specOf(object).clusterIPs, 'may not change once set')]
}

const portsOf = (spec: Spec): string => (spec.ports ?? []).map(({ port, protocol }) => `${port}/${protocol}`).join(',')

const labelsOf = (labels: ObjectMeta['labels']): string =>
  Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',')

export const serviceType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Service',
  plural: 'services',
  singular: 'service',
  namespaced: true,
  shortNames: ['svc'],
  categories: ['all'],
  nameRule: 'service',
  selectableFields: ['spec.clusterIP', 'spec.type'],
  subresources: ['status'],
  columns: [
    nameColumn,
    column('Type', (object) => specOf(object).type ?? ''),
    column('Cluster-IP', (object) => specOf(object).clusterIPs?.[0] ?? '<none>'),
    column('External-IP', () => '<none>'),
    column('Port(s)', (object) => portsOf(specOf(object)) || '<none>'),
    ageColumn,
    column('Selector', (object) => labelsOf(specOf(object).selector) || '<none>', 1),
  ],
  returnsDeleted: true,
  createsOnUpdate: true,
  defaults,
  prepareCreate,
  prepareUpdate,
  validate,
  validateUpdate,
}
