import type { PersistentVolumeClaim } from '../../../lib/ports/kubernetes-types.ts'
import type { StatusCause } from '../api-error.ts'
import type { ApiObject } from '../api-object.ts'
import { forbiddenField, notSupported, required } from '../field-errors.ts'
import { deepEqual, type JsonObject, objectIn } from '../json.ts'
import { ageColumn, column, nameColumn } from './columns/common-columns.ts'
import type { ResourceType } from './resource-type.ts'

export const CLAIM_PROTECTION = 'kubernetes.io/pvc-protection'

type Spec = NonNullable<PersistentVolumeClaim['spec']>

const claim = (object: ApiObject): PersistentVolumeClaim => object as PersistentVolumeClaim
const specOf = (object: ApiObject): Spec => claim(object).spec ?? {}

const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']
const SHORT_MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
}

const defaults = (draft: JsonObject): void => {
  objectIn(draft, 'spec')['volumeMode'] ??= 'Filesystem'
  objectIn(draft, 'status')['phase'] ??= 'Pending'
}

const validate = (object: ApiObject): StatusCause[] => {
  const { accessModes = [], resources } = specOf(object)
  return [
    ...(accessModes.length === 0 ? [required('spec.accessModes', 'at least 1 access mode is required')] : []),
    ...accessModes
      .filter((mode) => !ACCESS_MODES.includes(mode))
      .map((mode) => notSupported('spec.accessModes', mode, ACCESS_MODES)),
    ...(resources?.requests?.['storage'] === undefined ? [required('spec.resources[storage]')] : []),
  ]
}

const IMMUTABLE =
  'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims'

/** A claim that is not bound yet may still choose its class and its volume. */
const validateUpdate = (object: ApiObject, current: ApiObject): StatusCause[] => {
  const open = specOf(current)
  const unbound = open.volumeName === undefined
  const comparable = (spec: Spec): object => ({
    ...spec,
    volumeName: unbound ? undefined : spec.volumeName,
    storageClassName: unbound && open.storageClassName === undefined ? undefined : spec.storageClassName,
    resources: unbound ? spec.resources : undefined,
    volumeAttributesClassName: undefined,
  })
  return deepEqual(comparable(specOf(object)), comparable(open)) ? [] : [forbiddenField('spec', `${IMMUTABLE}\n`)]
}

const bound = (object: ApiObject): boolean => Boolean(specOf(object).volumeName)

export const persistentVolumeClaimType: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'PersistentVolumeClaim',
  plural: 'persistentvolumeclaims',
  singular: 'persistentvolumeclaim',
  namespaced: true,
  shortNames: ['pvc'],
  nameRule: 'subdomain',
  selectableFields: [],
  subresources: ['status'],
  columns: [
    nameColumn,
    column('Status', (object) =>
      object.metadata.deletionTimestamp ? 'Terminating' : (claim(object).status?.phase ?? ''),
    ),
    column('Volume', (object) => specOf(object).volumeName ?? ''),
    column('Capacity', (object) => (bound(object) ? (claim(object).status?.capacity?.['storage'] ?? '') : '')),
    column('Access Modes', (object) =>
      bound(object) ? (claim(object).status?.accessModes ?? []).map((mode) => SHORT_MODES[mode] ?? mode).join(',') : '',
    ),
    column('StorageClass', (object) => specOf(object).storageClassName ?? ''),
    column('VolumeAttributesClass', (object) => specOf(object).volumeAttributesClassName ?? '<unset>'),
    ageColumn,
    column('VolumeMode', (object) => specOf(object).volumeMode ?? '<unset>', 1),
  ],
  returnsDeleted: true,
  defaults,
  admit: (draft) => {
    const finalizers = draft.metadata.finalizers ?? []
    if (!finalizers.includes(CLAIM_PROTECTION))
      draft.metadata = { ...draft.metadata, finalizers: [...finalizers, CLAIM_PROTECTION] }
  },
  prepareCreate: (draft) => {
    draft['status'] = { phase: 'Pending' }
  },
  validate,
  validateUpdate,
}
