import { internalError } from '../api-error.ts'
import { deepEqual, isObject, type JsonObject } from '../json.ts'
import { type Field, itemField, structOf } from '../schema/schema.ts'

const DIRECTIVE = '$patch'
const RETAIN_KEYS = '$retainKeys'
const DELETE_FROM_SET = '$deleteFromPrimitiveList/'
const ORDER = '$setElementOrder/'

const mergeKey = (field: Field): string => field.keys[0] ?? ''

const keyIn = (item: unknown, field: Field): unknown => {
  const key = mergeKey(field)
  if (!isObject(item) || item[key] === undefined) {
    const shown = isObject(item)
      ? `map[${Object.entries(item)
          .map(([name, value]) => `${name}:${String(value)}`)
          .join(' ')}]`
      : String(item)
    throw internalError(`map: ${shown} does not contain declared merge key: ${key}`)
  }
  return item[key]
}

/** Brings `list` in the order that the patch asks for; what the order does not name stays behind its predecessor. */
const ordered = (list: readonly unknown[], order: unknown, identity: (item: unknown) => unknown): unknown[] => {
  if (!Array.isArray(order)) return [...list]
  const rank = (item: unknown): number => order.findIndex((wanted) => deepEqual(identity(wanted), identity(item)))
  const named = list.filter((item) => rank(item) >= 0).sort((left, right) => rank(left) - rank(right))
  const result: unknown[] = []
  for (const item of list) result.push(rank(item) >= 0 ? named.shift() : item)
  return result
}

const mergeItems = (current: readonly unknown[], patch: readonly unknown[], field: Field): unknown[] => {
  if (patch.some((item) => isObject(item) && item[DIRECTIVE] === 'replace')) {
    return patch.filter((item) => !(isObject(item) && item[DIRECTIVE] === 'replace'))
  }
  const merged = [...current]
  for (const item of patch) {
    const key = keyIn(item, field)
    const index = merged.findIndex((one) => isObject(one) && deepEqual(one[mergeKey(field)], key))
    if (isObject(item) && item[DIRECTIVE] === 'delete') {
      if (index >= 0) merged.splice(index, 1)
    } else if (index >= 0) merged[index] = mergeValue(merged[index], item, itemField(field))
    else merged.push(mergeValue(undefined, item, itemField(field)))
  }
  return merged
}

const mergeStruct = (current: unknown, patch: JsonObject, field: Field): unknown => {
  if (patch[DIRECTIVE] === 'delete') return undefined
  const { [DIRECTIVE]: directive, [RETAIN_KEYS]: retained, ...changes } = patch
  if (directive === 'replace') return changes
  const merged: JsonObject = isObject(current) ? { ...current } : {}
  if (Array.isArray(retained)) {
    for (const key of Object.keys(merged)) if (!retained.includes(key)) delete merged[key]
  }
  const fields = structOf(field.type)
  const fieldOf = (name: string): Field => fields?.get(name) ?? { ...itemField(field), type: 'any', atomic: false }
  for (const [key, value] of Object.entries(changes)) {
    if (key.startsWith(DELETE_FROM_SET) || key.startsWith(ORDER)) continue
    if (value === null) delete merged[key]
    else {
      const next = mergeValue(merged[key], value, field.shape === 'map' ? itemField(field) : fieldOf(key))
      if (next === undefined) delete merged[key]
      else merged[key] = next
    }
  }
  applyListDirectives(merged, changes, fieldOf)
  return merged
}

const applyListDirectives = (merged: JsonObject, patch: JsonObject, fieldOf: (name: string) => Field): void => {
  for (const [key, value] of Object.entries(patch)) {
    const name = key.slice(key.indexOf('/') + 1)
    const list = merged[name]
    if (!Array.isArray(list)) continue
    if (key.startsWith(DELETE_FROM_SET) && Array.isArray(value))
      merged[name] = list.filter((item) => !value.includes(item))
    if (key.startsWith(ORDER)) {
      const field = fieldOf(name)
      merged[name] = ordered(list, value, (item) => (isObject(item) ? item[mergeKey(field)] : item))
    }
  }
}

const mergeValue = (current: unknown, patch: unknown, field: Field): unknown => {
  if (Array.isArray(patch)) {
    const list = Array.isArray(current) ? current : []
    if (field.shape === 'map-list') return mergeItems(list, patch, field)
    if (field.shape === 'set') return [...list, ...patch.filter((item) => !list.includes(item))]
    return patch
  }
  return isObject(patch) ? mergeStruct(current, patch, field) : patch
}

/**
 * Kubernetes' strategic merge patch: a merge patch that knows which lists merge by key, with its `$patch`, `$retainKeys`,
 * `$deleteFromPrimitiveList` and `$setElementOrder` directives.
 *
 * @throws ApiError where an item of a keyed list lacks its key
 */
export const strategicMergePatch = (object: JsonObject, patch: JsonObject, root: Field): JsonObject => {
  const merged = mergeStruct(object, patch, root)
  return isObject(merged) ? merged : {}
}
