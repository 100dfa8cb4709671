import { type Field, isAtomic, itemField } from '../../../lib/ports/kubernetes-schema/schema.ts'
import { isObject, type JsonObject } from '../json.ts'
import { fieldElement, itemElement, memberField, valueElement } from './field-paths.ts'
import type { FieldSet } from './field-set.ts'

const mergeLists = (live: readonly unknown[], applied: readonly unknown[], field: Field): unknown[] => {
  const elementOf = (item: unknown): string => (field.shape === 'set' ? valueElement(item) : itemElement(item, field))
  const merged = new Map(live.map((item) => [elementOf(item), item]))
  for (const item of applied)
    merged.set(elementOf(item), mergeApplied(merged.get(elementOf(item)), item, itemField(field)))
  return [...merged.values()]
}

/** Lays an applied configuration over the live value: lists with keys and sets keep what only the live one has. */
export const mergeApplied = (live: unknown, applied: unknown, field: Field): unknown => {
  if (live === undefined || isAtomic(field)) return applied
  if (Array.isArray(applied) && Array.isArray(live)) {
    return field.shape === 'list' ? applied : mergeLists(live, applied, field)
  }
  if (!isObject(applied) || !isObject(live)) return applied
  const merged: JsonObject = { ...live }
  for (const [name, value] of Object.entries(applied)) {
    merged[name] = mergeApplied(live[name], value, memberField(field, name, value))
  }
  return merged
}

const pruneList = (list: readonly unknown[], gone: FieldSet, field: Field): unknown[] =>
  list.flatMap((item) => {
    const doomed = gone.children.get(field.shape === 'set' ? valueElement(item) : itemElement(item, field))
    if (doomed === undefined) return [item]
    return doomed.member ? [] : [prune(item, doomed, itemField(field))]
  })

/** Takes the given fields out of a value. */
export const prune = (value: unknown, gone: FieldSet, field: Field): unknown => {
  if (Array.isArray(value)) return pruneList(value, gone, field)
  if (!isObject(value)) return value
  const kept: JsonObject = {}
  for (const [name, member] of Object.entries(value)) {
    const doomed = gone.children.get(fieldElement(name))
    if (doomed === undefined) kept[name] = member
    else if (!doomed.member || doomed.children.size > 0) {
      const rest = prune(member, doomed, memberField(field, name, member))
      const emptied = (isObject(rest) || Array.isArray(rest)) && Object.keys(rest).length === 0
      if (!emptied) kept[name] = rest
    }
  }
  return kept
}
