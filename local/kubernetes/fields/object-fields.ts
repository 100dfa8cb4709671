import { type Field, isAtomic, itemField } from '../../../lib/ports/kubernetes-schema/schema.ts'
import { deepEqual, isObject } from '../json.ts'
import { fieldElement, itemElement, memberField, valueElement } from './field-paths.ts'
import { EMPTY, type FieldSet, fieldSet, LEAF } from './field-set.ts'

/** The parts of a value that can have owners of their own, by element; undefined where it is owned as a whole. */
const partsOf = (value: unknown, field: Field): ReadonlyMap<string, readonly [unknown, Field]> | undefined => {
  if (isAtomic(field)) return undefined
  if (field.shape === 'map-list' && Array.isArray(value)) {
    return new Map(value.map((item) => [itemElement(item, field), [item, itemField(field)]]))
  }
  if (field.shape === 'set' && Array.isArray(value)) {
    return new Map(value.map((item) => [valueElement(item), [item, itemField(field)]]))
  }
  if (!isObject(value)) return undefined
  return new Map(
    Object.entries(value).map(([name, member]) => [fieldElement(name), [member, memberField(field, name, member)]]),
  )
}

/** The fields that an applied configuration names: its leaves and the items of its keyed lists. */
export const appliedFields = (value: unknown, field: Field, isItem = false): FieldSet => {
  const parts = partsOf(value, field)
  if (parts === undefined || parts.size === 0) return LEAF
  return fieldSet(
    isItem,
    [...parts].map(([element, [part, partField]]) => [
      element,
      appliedFields(part, partField, field.shape === 'map-list'),
    ]),
  )
}

/** Every field of a value that was not there before, with the parents that came with it. */
const wholeSubtree = (value: unknown, field: Field): FieldSet => {
  const parts = partsOf(value, field)
  if (parts === undefined) return LEAF
  // A field that is never absent (a pod's `containers`) was there before, if empty.
  return fieldSet(
    !field.always || parts.size === 0,
    [...parts].map(([element, [part, partField]]) => [element, wholeSubtree(part, partField)]),
  )
}

export interface Comparison {
  /** Added or changed. */
  readonly written: FieldSet
  readonly removed: FieldSet
}

const NOTHING: Comparison = { written: EMPTY, removed: EMPTY }

const gathered = (member: boolean, parts: readonly (readonly [string, Comparison])[]): Comparison => ({
  written: fieldSet(
    member,
    parts.map(([element, { written }]) => [element, written]),
  ),
  removed: fieldSet(
    false,
    parts.map(([element, { removed }]) => [element, removed]),
  ),
})

/** What an update did to a value, field by field. */
export const compareFields = (before: unknown, after: unknown, field: Field): Comparison => {
  if (before === after) return NOTHING
  if (after === undefined) return { written: EMPTY, removed: wholeSubtree(before, field) }
  if (before === undefined) return { written: wholeSubtree(after, field), removed: EMPTY }
  const old = partsOf(before, field)
  const now = partsOf(after, field)
  if (old === undefined || now === undefined)
    return deepEqual(before, after) ? NOTHING : { written: LEAF, removed: EMPTY }
  const elements = [...new Set([...old.keys(), ...now.keys()])]
  return gathered(
    false,
    elements.map((element) => {
      const [part, partField] = now.get(element) ?? old.get(element) ?? [undefined, field]
      const was = old.get(element)?.[0]
      return [element, compareFields(was, now.has(element) ? part : undefined, partField)]
    }),
  )
}
