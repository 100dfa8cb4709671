import { invalidOptions } from '../api-error.ts'
import { notSupported, required } from '../field-errors.ts'

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict'

/** The query parameters that creating, updating and patching have in common. */
export interface WriteOptions {
  readonly manager: string
  readonly dryRun: boolean
  readonly fieldValidation: FieldValidation
}

export type OptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions'

const VALIDATIONS = ['', 'Ignore', 'Strict', 'Warn']

/** A client that does not name itself is known by its program, as the first part of `User-Agent` says. */
const managerFrom = (userAgent: string | undefined): string => (userAgent ?? '').split('/')[0] || 'unknown'

export const parseDryRun = (values: readonly string[], kind: OptionsKind): boolean => {
  if (values.some((value) => value !== 'All')) throw invalidOptions(kind, [notSupported('dryRun', values, ['All'])])
  return values.length > 0
}

/** @throws ApiError Invalid for a value that is none */
export const parseWriteOptions = (
  query: URLSearchParams,
  userAgent: string | undefined,
  kind: OptionsKind,
): WriteOptions => {
  const fieldValidation = query.get('fieldValidation') ?? ''
  if (!VALIDATIONS.includes(fieldValidation)) {
    throw invalidOptions(kind, [notSupported('fieldValidation', fieldValidation, VALIDATIONS)])
  }
  return {
    manager: query.get('fieldManager') || managerFrom(userAgent),
    dryRun: parseDryRun(query.getAll('dryRun'), kind),
    fieldValidation: fieldValidation === '' ? 'Warn' : (fieldValidation as FieldValidation),
  }
}

/** A configuration can only be applied by somebody who says who he is. */
export const requireManager = (query: URLSearchParams): void => {
  if (!query.get('fieldManager')) {
    throw invalidOptions('PatchOptions', [required('fieldManager', 'is required for apply patch')])
  }
}
