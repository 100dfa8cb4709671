import type { ApiObject } from '../api-object.ts'
import { apiVersionOf, type ResourceType } from '../resources/resource-type.ts'

const bodies = new WeakMap<ApiObject, string>()

/**
 * The JSON of a stored object without its kind, as it stands in lists. Stored objects never change, so each is written
 * out once, however many lists and watches carry it.
 */
export const itemJson = (object: ApiObject): string => {
  const known = bodies.get(object)
  if (known !== undefined) return known
  const body = JSON.stringify(object)
  bodies.set(object, body)
  return body
}

/** The JSON of a stored object with its kind. */
export const objectJson = (type: ResourceType, object: ApiObject): string =>
  `{"kind":${JSON.stringify(type.kind)},"apiVersion":${JSON.stringify(apiVersionOf(type))},${itemJson(object).slice(1)}`
