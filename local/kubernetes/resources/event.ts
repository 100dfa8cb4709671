import type { StatusCause } from '../api-error.ts'
import type { ApiObject } from '../api-object.ts'
import { invalidValue } from '../field-errors.ts'
import { isObject, type JsonObject, objectIn, valueAt } from '../json.ts'
import { ageOf, column } from './columns/common-columns.ts'
import type { ResourceType } from './resource-type.ts'

const text = (object: ApiObject, path: string): string => {
  const value = valueAt(object, path)
  return value === undefined || value === null ? '' : String(value)
}

const seriesOf = (object: ApiObject): JsonObject | undefined =>
  isObject(object['series']) ? object['series'] : undefined

const firstSeen = (object: ApiObject, now: number): string =>
  ageOf(object['firstTimestamp'] ?? object['eventTime'], now)

const lastSeen = (object: ApiObject, now: number): string =>
  seriesOf(object) !== undefined || object['lastTimestamp']
    ? ageOf(seriesOf(object)?.['lastObservedTime'] ?? object['lastTimestamp'], now)
    : firstSeen(object, now)

const targetOf = (object: ApiObject): string =>
  [text(object, 'involvedObject.kind').toLowerCase(), text(object, 'involvedObject.name')]
    .filter((part) => part !== '')
    .join('/')

const sourceOf = (object: ApiObject): string =>
  [
    text(object, 'source.component') || text(object, 'reportingComponent'),
    text(object, 'source.host') || text(object, 'reportingInstance'),
  ]
    .filter((part) => part !== '')
    .join(', ')

/** Events about objects outside namespaces live in `default`. */
const validate = (object: ApiObject): StatusCause[] => {
  const namespace = text(object, 'involvedObject.namespace')
  const own = object.metadata.namespace ?? ''
  if (namespace === own || (namespace === '' && own === 'default')) return []
  return [invalidValue('involvedObject.namespace', namespace, 'does not match event.namespace')]
}

const REFERENCE = ['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath']

export const eventType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  namespaced: true,
  shortNames: ['ev'],
  nameRule: 'path-segment',
  selectableFields: [
    ...REFERENCE.map((field) => `involvedObject.${field}`),
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  subresources: [],
  columns: [
    column('Last Seen', lastSeen),
    column('Type', (object) => text(object, 'type')),
    column('Reason', (object) => text(object, 'reason')),
    column('Object', targetOf),
    column('Subobject', (object) => text(object, 'involvedObject.fieldPath'), 1),
    column('Source', sourceOf, 1),
    column('Message', (object) => text(object, 'message').trim()),
    column('First Seen', firstSeen, 1),
    column('Count', (object) => Number(seriesOf(object)?.['count'] ?? object['count'] ?? 1), 1),
    { ...column('Name', (object) => object.metadata.name ?? '', 1), format: 'name' },
  ],
  createsOnUpdate: true,
  defaults: (draft) => {
    objectIn(draft, 'source')
  },
  validate,
}
