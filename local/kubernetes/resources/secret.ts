import type { StatusCause } from '../api-error.ts'
import type { ApiObject } from '../api-object.ts'
import { invalidValue } from '../field-errors.ts'
import { isObject } from '../json.ts'
import { ageColumn, column, nameColumn } from './columns/common-columns.ts'
import { immutableCauses, keyCauses, keysOf } from './config-map.ts'
import type { ResourceType } from './resource-type.ts'

const defaults = (draft: ApiObject): void => {
  draft['type'] ??= 'Opaque'
  const text = draft['stringData']
  if (!isObject(text)) return
  const encoded = Object.entries(text).map(([key, value]) => [key, Buffer.from(String(value)).toString('base64')])
  draft['data'] = { ...(isObject(draft['data']) ? draft['data'] : {}), ...Object.fromEntries(encoded) }
  delete draft['stringData']
}

const validateUpdate = (object: ApiObject, current: ApiObject): StatusCause[] => [
  ...(object['type'] === current['type'] ? [] : [invalidValue('type', object['type'], 'field is immutable')]),
  ...immutableCauses(object, current, ['data']),
]

export const secretType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  singular: 'secret',
  namespaced: true,
  shortNames: [],
  nameRule: 'subdomain',
  selectableFields: ['type'],
  subresources: [],
  columns: [
    nameColumn,
    column('Type', (object) => String(object['type'] ?? '')),
    column('Data', (object) => keysOf(object, 'data').length),
    ageColumn,
  ],
  defaults,
  validate: (object) => keyCauses(object, 'data'),
  validateUpdate,
}
