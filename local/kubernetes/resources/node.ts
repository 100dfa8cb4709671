import type { ApiObject } from '../api-object.ts'
import { isObject, objectIn, objectsOf, valueAt } from '../json.ts'
import { ageColumn, column, nameColumn } from './columns/common-columns.ts'
import type { ResourceType } from './resource-type.ts'

const statusOf = (object: ApiObject): string => {
  const ready = objectsOf(valueAt(object, 'status.conditions')).find((condition) => condition['type'] === 'Ready')
  const known = ready === undefined ? 'Unknown' : ready['status'] === 'True' ? 'Ready' : 'NotReady'
  return valueAt(object, 'spec.unschedulable') === true ? `${known},SchedulingDisabled` : known
}

const ROLE = 'node-role.kubernetes.io/'

const rolesOf = (object: ApiObject): string =>
  Object.keys(object.metadata.labels ?? {})
    .filter((label) => label.startsWith(ROLE))
    .map((label) => label.slice(ROLE.length))
    .sort()
    .join(',') || '<none>'

const addressOf = (object: ApiObject, type: string): string =>
  String(
    objectsOf(valueAt(object, 'status.addresses')).find((address) => address['type'] === type)?.['address'] ?? '<none>',
  )

const info = (name: string, field: string, absent = '<unknown>') =>
  column(name, (object) => String(valueAt(object, `status.nodeInfo.${field}`) ?? absent), 1)

export const nodeType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Node',
  plural: 'nodes',
  singular: 'node',
  namespaced: false,
  shortNames: ['no'],
  nameRule: 'subdomain',
  selectableFields: ['spec.unschedulable'],
  subresources: ['status'],
  columns: [
    nameColumn,
    column('Status', statusOf),
    column('Roles', rolesOf),
    ageColumn,
    { ...info('Version', 'kubeletVersion', ''), priority: 0 },
    column('Internal-IP', (object) => addressOf(object, 'InternalIP'), 1),
    column('External-IP', (object) => addressOf(object, 'ExternalIP'), 1),
    info('OS-Image', 'osImage'),
    info('Kernel-Version', 'kernelVersion'),
    info('Container-Runtime', 'containerRuntimeVersion'),
  ],
  defaults: (draft) => {
    const status = draft['status']
    if (isObject(status) && isObject(status['capacity'])) status['allocatable'] ??= { ...status['capacity'] }
    objectIn(draft, 'spec')
  },
}
