import type { StatusCause } from '../api-error.ts'
import type { ApiObject } from '../api-object.ts'
import { forbiddenField, invalidValue } from '../field-errors.ts'
import { deepEqual, isObject, type JsonObject, objectIn, objectsOf, valueAt } from '../json.ts'
import { ageColumn, column, nameColumn } from './columns/common-columns.ts'
import { changesSpec } from './generation.ts'
import { defaultPodSpec } from './pod/pod-defaults.ts'
import type { ResourceType } from './resource-type.ts'

const defaults = (draft: JsonObject): void => {
  const spec = objectIn(draft, 'spec')
  spec['replicas'] ??= 1
  spec['podManagementPolicy'] ??= 'OrderedReady'
  spec['revisionHistoryLimit'] ??= 10
  const strategy = objectIn(spec, 'updateStrategy')
  strategy['type'] ??= 'RollingUpdate'
  if (strategy['type'] === 'RollingUpdate') objectIn(strategy, 'rollingUpdate')['partition'] ??= 0
  const retention = objectIn(spec, 'persistentVolumeClaimRetentionPolicy')
  retention['whenDeleted'] ??= 'Retain'
  retention['whenScaled'] ??= 'Retain'
  defaultPodSpec(objectIn(objectIn(spec, 'template'), 'spec'))
}

const validate = (object: ApiObject): StatusCause[] => {
  const wanted = valueAt(object, 'spec.selector.matchLabels')
  const labels = valueAt(object, 'spec.template.metadata.labels')
  const matches = Object.entries(isObject(wanted) ? wanted : {}).every(
    ([key, value]) => isObject(labels) && labels[key] === value,
  )
  return matches
    ? []
    : [invalidValue('spec.template.metadata.labels', labels ?? null, '`selector` does not match template `labels`')]
}

const MUTABLE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]

const validateUpdate = (object: ApiObject, current: ApiObject): StatusCause[] => {
  const fixed = (spec: unknown): JsonObject =>
    Object.fromEntries(Object.entries(isObject(spec) ? spec : {}).filter(([field]) => !MUTABLE.includes(field)))
  if (deepEqual(fixed(object['spec']), fixed(current['spec']))) return []
  const listed = MUTABLE.map((field) => `'${field}'`)
  const why = `updates to statefulset spec for fields other than ${listed.slice(0, -1).join(', ')} and ${listed.at(-1)} are forbidden`
  return [forbiddenField('spec', why)]
}

const containers = (object: ApiObject, field: string): string =>
  objectsOf(valueAt(object, 'spec.template.spec.containers'))
    .map((container) => String(container[field] ?? ''))
    .join(',')

/** Stored like any other object: nothing here makes pods of it. */
export const statefulSetType: ResourceType = {
  group: 'apps',
  version: 'v1',
  kind: 'StatefulSet',
  plural: 'statefulsets',
  singular: 'statefulset',
  namespaced: true,
  shortNames: ['sts'],
  categories: ['all'],
  nameRule: 'subdomain',
  selectableFields: [],
  subresources: ['status'],
  columns: [
    nameColumn,
    column(
      'Ready',
      (object) => `${valueAt(object, 'status.readyReplicas') ?? 0}/${valueAt(object, 'spec.replicas') ?? 0}`,
    ),
    ageColumn,
    column('Containers', (object) => containers(object, 'name'), 1),
    column('Images', (object) => containers(object, 'image'), 1),
  ],
  countsGenerations: true,
  defaults,
  prepareCreate: (draft) => {
    draft['status'] = { replicas: 0, availableReplicas: 0 }
  },
  prepareUpdate: changesSpec,
  validate,
  validateUpdate,
}
