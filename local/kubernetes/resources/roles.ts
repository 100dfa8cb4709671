import type { ApiObject } from '../api-object.ts'
import { isObject, objectsOf, valueAt } from '../json.ts'
import { ageColumn, column, createdAtColumn, nameColumn } from './columns/common-columns.ts'
import type { ResourceType } from './resource-type.ts'

const GROUP = 'rbac.authorization.k8s.io'

const shared = {
  group: GROUP,
  version: 'v1',
  namespaced: true,
  shortNames: [],
  nameRule: 'path-segment',
  selectableFields: [],
  subresources: [],
  createsOnUpdate: true,
} as const

/** Kept, but nothing here is authorized by them. */
export const roleType: ResourceType = {
  ...shared,
  kind: 'Role',
  plural: 'roles',
  singular: 'role',
  columns: [nameColumn, createdAtColumn],
}

const subjects = (object: ApiObject, kind: string): string =>
  objectsOf(object['subjects'])
    .filter((subject) => subject['kind'] === kind)
    .map((subject) =>
      kind === 'ServiceAccount' ? `${subject['namespace']}/${subject['name']}` : String(subject['name']),
    )
    .join(', ')

export const roleBindingType: ResourceType = {
  ...shared,
  kind: 'RoleBinding',
  plural: 'rolebindings',
  singular: 'rolebinding',
  columns: [
    nameColumn,
    column('Role', (object) => `${valueAt(object, 'roleRef.kind') ?? ''}/${valueAt(object, 'roleRef.name') ?? ''}`),
    ageColumn,
    column('Users', (object) => subjects(object, 'User'), 1),
    column('Groups', (object) => subjects(object, 'Group'), 1),
    column('ServiceAccounts', (object) => subjects(object, 'ServiceAccount'), 1),
  ],
  defaults: (draft) => {
    if (isObject(draft['roleRef'])) draft['roleRef']['apiGroup'] ||= GROUP
    for (const subject of objectsOf(draft['subjects'])) {
      if (subject['kind'] === 'User' || subject['kind'] === 'Group') subject['apiGroup'] ??= GROUP
    }
  },
}
