import type { ObjectMeta, OwnerReference } from '../../../lib/ports/kubernetes-types.ts'
import type { StatusCause } from '../api-error.ts'
import type { ApiObject } from '../api-object.ts'
import { forbiddenField, invalidValue } from '../field-errors.ts'
import { deepEqual } from '../json.ts'
import type { NameRule } from './resource-type.ts'
import { annotationsCauses, labelsCauses, nameCauses, nameRequired, qualifiedNameErrors } from './validation.ts'

const FIELD = 'metadata.ownerReferences'

const ownerCauses = (owners: readonly OwnerReference[]): StatusCause[] => {
  const empty = owners.flatMap((owner) =>
    (['apiVersion', 'kind', 'name', 'uid'] as const)
      .filter((part) => !owner[part])
      .map((part) =>
        invalidValue(
          `${FIELD}.${part}`,
          owner[part] ?? '',
          part === 'apiVersion' ? 'version must not be empty' : 'must not be empty',
        ),
      ),
  )
  const [first, second] = owners.filter((owner) => owner.controller === true)
  if (first === undefined || second === undefined) return empty
  const both = `${first.kind}/${first.name} and ${second.kind}/${second.name}`
  const detail = `Only one reference can have Controller set to true. Found "true" in references for ${both}`
  return [...empty, invalidValue(FIELD, owners, detail)]
}

const finalizerCauses = (metadata: ObjectMeta): StatusCause[] =>
  (metadata.finalizers ?? []).flatMap((finalizer) =>
    qualifiedNameErrors(finalizer).map((detail) => invalidValue('metadata.finalizers', finalizer, detail)),
  )

const commonCauses = (metadata: ObjectMeta): StatusCause[] => [
  ...labelsCauses('metadata.labels', metadata.labels ?? {}),
  ...annotationsCauses('metadata.annotations', metadata.annotations ?? {}),
  ...ownerCauses(metadata.ownerReferences ?? []),
  ...finalizerCauses(metadata),
]

export const newMetadataCauses = ({ metadata }: ApiObject, rule: NameRule): StatusCause[] => [
  ...(metadata.generateName === undefined
    ? []
    : nameCauses('metadata.generateName', metadata.generateName.replace(/-+$/, '') || metadata.generateName, rule)),
  ...(metadata.name ? nameCauses('metadata.name', metadata.name, rule) : [nameRequired()]),
  ...commonCauses(metadata),
]

const IMMUTABLE = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const

export const changedMetadataCauses = ({ metadata }: ApiObject, { metadata: old }: ApiObject): StatusCause[] => {
  const added = (metadata.finalizers ?? []).filter((finalizer) => !(old.finalizers ?? []).includes(finalizer))
  return [
    ...IMMUTABLE.filter((name) => !deepEqual(metadata[name], old[name])).map((name) =>
      invalidValue(`metadata.${name}`, metadata[name], 'field is immutable'),
    ),
    ...(old.deletionTimestamp !== undefined && added.length > 0
      ? [
          forbiddenField(
            'metadata.finalizers',
            `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((one) => JSON.stringify(one)).join(', ')}}`,
          ),
        ]
      : []),
    ...commonCauses(metadata),
  ]
}
