import type { StatusCause } from '../api-error.ts'
import type { ApiObject } from '../api-object.ts'
import { invalidValue } from '../field-errors.ts'
import { valueAt } from '../json.ts'
import { ageColumn, column, nameColumn } from './columns/common-columns.ts'
import type { ResourceType } from './resource-type.ts'

const validate = (object: ApiObject): StatusCause[] => {
  const seconds = valueAt(object, 'spec.leaseDurationSeconds')
  const transitions = valueAt(object, 'spec.leaseTransitions')
  return [
    ...(typeof seconds === 'number' && seconds <= 0
      ? [invalidValue('spec.leaseDurationSeconds', seconds, 'must be greater than 0')]
      : []),
    ...(typeof transitions === 'number' && transitions < 0
      ? [invalidValue('spec.leaseTransitions', transitions, 'must be greater than or equal to 0')]
      : []),
  ]
}

export const leaseType: ResourceType = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  namespaced: true,
  shortNames: [],
  nameRule: 'subdomain',
  selectableFields: [],
  subresources: [],
  columns: [nameColumn, column('Holder', (object) => String(valueAt(object, 'spec.holderIdentity') ?? '')), ageColumn],
  createsOnUpdate: true,
  validate,
}
