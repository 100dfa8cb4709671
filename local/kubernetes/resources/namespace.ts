import { forbidden } from '../api-error.ts'
import type { ApiObject } from '../api-object.ts'
import { objectIn, valueAt } from '../json.ts'
import { ageColumn, column, nameColumn } from './columns/common-columns.ts'
import type { ResourceType } from './resource-type.ts'

/** Holds a namespace until nothing is left in it. */
export const CONTENT_FINALIZER = 'kubernetes'

const NAME_LABEL = 'kubernetes.io/metadata.name'

export const PERMANENT_NAMESPACES = ['default', 'kube-system', 'kube-public']

const defaults = (draft: ApiObject): void => {
  const name = draft.metadata.name
  if (name !== undefined)
    draft.metadata = { ...draft.metadata, labels: { ...draft.metadata.labels, [NAME_LABEL]: name } }
  objectIn(draft, 'status')['phase'] ??= 'Active'
}

const prepareCreate = (draft: ApiObject): void => {
  draft['status'] = { phase: 'Active' }
  draft['spec'] = { finalizers: [CONTENT_FINALIZER] }
  defaults(draft)
}

export const namespaceType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  namespaced: false,
  shortNames: ['ns'],
  nameRule: 'label',
  selectableFields: ['status.phase'],
  subresources: ['status', 'finalize'],
  columns: [nameColumn, column('Status', (object) => String(valueAt(object, 'status.phase') ?? '')), ageColumn],
  returnsDeleted: true,
  defaults,
  prepareCreate,
  prepareUpdate: (draft, current) => {
    draft['spec'] = current['spec']
  },
}

/** @throws ApiError Forbidden for the namespaces that a cluster cannot be without */
export const refusePermanentNamespace = (name: string): void => {
  if (PERMANENT_NAMESPACES.includes(name)) throw forbidden(namespaceType, name, 'this namespace may not be deleted')
}
