import type { StatusCause } from './api-error.ts'

const printed = (value: unknown): string =>
  typeof value === 'string' ? JSON.stringify(value) : (JSON.stringify(value) ?? 'null')

const cause = (reason: string, field: string, message: string, detail: string): StatusCause => ({
  reason,
  field,
  message: detail === '' ? message : `${message}: ${detail}`,
})

export const required = (field: string, detail = ''): StatusCause =>
  cause('FieldValueRequired', field, 'Required value', detail)

export const invalidValue = (field: string, value: unknown, detail: string): StatusCause =>
  cause('FieldValueInvalid', field, `Invalid value: ${printed(value)}`, detail)

export const forbiddenField = (field: string, detail: string): StatusCause =>
  cause('FieldValueForbidden', field, 'Forbidden', detail)

export const duplicate = (field: string, value: unknown): StatusCause =>
  cause('FieldValueDuplicate', field, `Duplicate value: ${printed(value)}`, '')

export const notFoundValue = (field: string, value: unknown): StatusCause =>
  cause('FieldValueNotFound', field, `Not found: ${printed(value)}`, '')

export const notSupported = (field: string, value: unknown, supported: readonly string[]): StatusCause =>
  cause(
    'FieldValueNotSupported',
    field,
    `Unsupported value: ${printed(value)}`,
    `supported values: ${supported.map((one) => JSON.stringify(one)).join(', ')}`,
  )

export const tooLong = (field: string, detail: string): StatusCause =>
  cause('FieldValueTooLong', field, 'Too long', detail)
