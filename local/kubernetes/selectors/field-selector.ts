import { badRequest } from '../api-error.ts'
import type { ApiObject } from '../api-object.ts'
import { valueAt } from '../json.ts'

export type FieldPredicate = (object: ApiObject) => boolean

const EVERYTHING: FieldPredicate = () => true

const METADATA = ['metadata.name', 'metadata.namespace']

const shown = (value: unknown): string => (value === undefined || value === null ? '' : String(value))

/** Splits at commas and operators that no backslash escapes. */
const TERM = /^((?:[^\\=!]|\\.)*?)(==|!=|=)((?:[^\\]|\\.)*)$/s

const withoutEscapes = (text: string): string => text.replaceAll(/\\([\\,=])/g, '$1')

const splitTerms = (text: string): string[] => text.match(/(?:[^\\,]|\\.)+/gs) ?? []

/** Why this kind of object cannot be selected by the field: pods and the like word it unlike kinds without own fields. */
const unknownField = (field: string, own: readonly string[]): Error =>
  badRequest(
    own.length > 0
      ? `field label not supported: ${field}`
      : `"${field}" is not a known field selector: only "metadata.name", "metadata.namespace"`,
  )

/**
 * What a `fieldSelector` picks; `own` are the fields that the kind offers besides its name and namespace.
 *
 * @throws ApiError BadRequest for a field that cannot be selected by, or a term that is none
 */
export const parseFieldSelector = (text: string, own: readonly string[]): FieldPredicate => {
  if (text.trim() === '') return EVERYTHING
  const terms = splitTerms(text).map((term): FieldPredicate => {
    const match = TERM.exec(term)
    if (match === null) throw badRequest(`invalid selector: '${text}'; can't understand '${term}'`)
    const [, field = '', operator, raw = ''] = match
    if (!METADATA.includes(field) && !own.includes(field)) throw unknownField(field, own)
    const value = withoutEscapes(raw)
    const equal: FieldPredicate = (object) => shown(valueAt(object, field)) === value
    return operator === '!=' ? (object) => !equal(object) : equal
  })
  return (object) => terms.every((matches) => matches(object))
}
