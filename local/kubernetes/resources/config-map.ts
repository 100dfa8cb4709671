import type { StatusCause } from '../api-error.ts'
import type { ApiObject } from '../api-object.ts'
import { forbiddenField, invalidValue, tooLong } from '../field-errors.ts'
import { deepEqual, isObject } from '../json.ts'
import { ageColumn, column, nameColumn } from './columns/common-columns.ts'
import type { ResourceType } from './resource-type.ts'
import { CONFIG_KEY, formatErrors } from './validation.ts'

const MAX_BYTES = 1024 * 1024

export const keysOf = (object: ApiObject, field: string): string[] =>
  Object.keys(isObject(object[field]) ? object[field] : {})

const dataBytes = (object: ApiObject): number =>
  ['data', 'binaryData'].reduce((sum, field) => {
    const values = Object.values(isObject(object[field]) ? object[field] : {}).map(String)
    return (
      sum + values.reduce((bytes, value) => bytes + Buffer.byteLength(value, field === 'data' ? 'utf8' : 'base64'), 0)
    )
  }, 0)

export const keyCauses = (object: ApiObject, field: string): StatusCause[] =>
  keysOf(object, field).flatMap((key) =>
    formatErrors(key, CONFIG_KEY).map((detail) => invalidValue(`${field}[${key}]`, key, detail)),
  )

const validate = (object: ApiObject): StatusCause[] => [
  ...keyCauses(object, 'data'),
  ...keyCauses(object, 'binaryData'),
  ...keysOf(object, 'data')
    .filter((key) => keysOf(object, 'binaryData').includes(key))
    .map((key) => invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData')),
  ...(dataBytes(object) > MAX_BYTES ? [tooLong('', `may not be more than ${MAX_BYTES} bytes`)] : []),
]

/** ConfigMaps and Secrets that say so never change again, except in their metadata. */
export const immutableCauses = (object: ApiObject, current: ApiObject, fields: readonly string[]): StatusCause[] => {
  if (current['immutable'] !== true) return []
  const changed = fields.filter((field) => !deepEqual(object[field], current[field]))
  return [...(object['immutable'] === true ? [] : ['immutable']), ...changed].map((field) =>
    forbiddenField(field, 'field is immutable when `immutable` is set'),
  )
}

export const configMapType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  namespaced: true,
  shortNames: ['cm'],
  nameRule: 'subdomain',
  selectableFields: [],
  subresources: [],
  columns: [
    nameColumn,
    column('Data', (object) => keysOf(object, 'data').length + keysOf(object, 'binaryData').length),
    ageColumn,
  ],
  validate,
  validateUpdate: (object, current) => immutableCauses(object, current, ['data', 'binaryData']),
}
