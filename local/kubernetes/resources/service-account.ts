import { ageColumn, column, nameColumn } from './columns/common-columns.ts'
import type { ResourceType } from './resource-type.ts'

export const serviceAccountType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'ServiceAccount',
  plural: 'serviceaccounts',
  singular: 'serviceaccount',
  namespaced: true,
  shortNames: ['sa'],
  nameRule: 'subdomain',
  selectableFields: [],
  subresources: ['token'],
  columns: [
    nameColumn,
    column('Secrets', (object) => (Array.isArray(object['secrets']) ? object['secrets'].length : 0)),
    ageColumn,
  ],
  returnsDeleted: true,
}
