import { type Field, itemField, structOf } from '../../../lib/ports/kubernetes-schema/schema.ts'
import { internalError } from '../api-error.ts'
import { deepEqual, isObject, type JsonObject } from '../json.ts'

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

/**
 * The order of a merged list: what the patch names, in the patch's order; what only the server had keeps its place
 * before those that it stood before.
 */
const ordered = (
  merged: readonly unknown[],
  order: readonly unknown[],
  original: readonly unknown[],
  identity: (item: unknown) => unknown,
): unknown[] => {
  const rank = (list: readonly unknown[], item: unknown): number =>
    list.findIndex((one) => deepEqual(identity(one), identity(item)))
  const inPatch = merged.filter((item) => rank(order, item) >= 0)
  const named = inPatch.sort((left, right) => rank(order, left) - rank(order, right))
  const others = merged.filter((item) => rank(order, item) < 0)
  const result: unknown[] = []
  for (const item of named) {
    const place = rank(original, item)
    while (place >= 0 && others.length > 0 && rank(original, others[0]) < place) result.push(others.shift())
    result.push(item)
  }
  return [...result, ...others]
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
  const named = patch.filter((item) => !(isObject(item) && item[DIRECTIVE] === 'delete'))
  return ordered(merged, named, current, (item) => (isObject(item) ? item[mergeKey(field)] : item))
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
  applyListDirectives(merged, isObject(current) ? current : {}, changes, fieldOf)
  return merged
}

const applyListDirectives = (
  merged: JsonObject,
  original: JsonObject,
  patch: JsonObject,
  fieldOf: (name: string) => Field,
): void => {
  for (const [key, value] of Object.entries(patch)) {
    const name = key.slice(key.indexOf('/') + 1)
    const list = merged[name]
    if (!Array.isArray(list)) continue
    if (key.startsWith(DELETE_FROM_SET) && Array.isArray(value))
      merged[name] = list.filter((item) => !value.includes(item))
    if (key.startsWith(ORDER) && Array.isArray(value)) {
      const before = original[name]
      const key = mergeKey(fieldOf(name))
      merged[name] = ordered(list, value, Array.isArray(before) ? before : [], (item) =>
        isObject(item) ? item[key] : item,
      )
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
