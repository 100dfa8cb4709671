import { type ApiError, badRequest } from '../api-error.ts'
import type { ApiObject } from '../api-object.ts'
import { isObject, type JsonObject } from '../json.ts'
import { apiVersionOf, type ResourceType } from '../resources/resource-type.ts'
import { decodeObject } from '../schema/decode.ts'
import { DecodeError } from '../schema/decode-scalar.ts'

export interface ReadObject {
  readonly draft: ApiObject
  /** Members that the kind does not have, in the words of warnings. */
  readonly unknownFields: readonly string[]
}

const unreadable = (type: ResourceType, why: string): ApiError =>
  badRequest(`${type.kind} in version "${type.version}" cannot be handled as a ${type.kind}: ${why}`)

const checkKind = (type: ResourceType, body: JsonObject): void => {
  const kind = body['kind']
  const apiVersion = body['apiVersion']
  if (kind !== undefined && kind !== type.kind) {
    const version = String(apiVersion ?? type.version)
      .split('/')
      .at(-1)
    throw badRequest(
      `${String(kind)} in version "${version}" cannot be handled as a ${type.kind}: converting (${version}.${String(kind)}) to (core.${type.kind}): unknown conversion`,
    )
  }
  if (apiVersion !== undefined && apiVersion !== apiVersionOf(type)) {
    throw badRequest(
      `the API version in the data (${String(apiVersion)}) does not match the expected API version (${apiVersionOf(type)})`,
    )
  }
}

/**
 * Reads an object of the kind out of a request, and gives it the defaults of its version.
 *
 * @throws ApiError BadRequest where it is of another kind, or a value has the wrong type
 */
export const readObject = (type: ResourceType, body: JsonObject, schema = type.kind): ReadObject => {
  checkKind(type, body)
  try {
    const { object, unknown } = decodeObject(body, schema)
    const draft: ApiObject = { ...object, metadata: isObject(object['metadata']) ? object['metadata'] : {} }
    if (schema === type.kind) type.defaults?.(draft)
    return { draft, unknownFields: unknown.map((path) => `unknown field "${path}"`) }
  } catch (error) {
    if (error instanceof DecodeError) throw unreadable(type, error.message)
    throw error
  }
}

/** @throws ApiError BadRequest where fields are unknown and the client asked for strictness */
export const refuseUnknownFields = (type: ResourceType, problems: readonly string[]): void => {
  if (problems.length > 0) throw unreadable(type, `strict decoding error: ${problems.join(', ')}`)
}
