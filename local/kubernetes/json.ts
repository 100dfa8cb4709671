import { isDeepStrictEqual } from 'node:util'

export type JsonObject = { [key: string]: unknown }

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const deepEqual = (left: unknown, right: unknown): boolean => isDeepStrictEqual(left, right)

/** What lies at a dotted path such as `spec.nodeName`, or undefined. */
export const valueAt = (value: unknown, path: string): unknown =>
  path.split('.').reduce((at: unknown, key) => (isObject(at) ? at[key] : undefined), value)

/** A member that is an object, made where it is missing: for drafts, which may be written to. */
export const objectIn = (parent: JsonObject, key: string): JsonObject => {
  const found = parent[key]
  if (isObject(found)) return found
  const made: JsonObject = {}
  parent[key] = made
  return made
}

/** The objects of a list, whatever else it holds. */
export const objectsOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : [])
