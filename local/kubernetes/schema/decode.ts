import { type Field, itemField, structOf } from '../../../lib/ports/kubernetes-schema/schema.ts'
import { isObject, type JsonObject } from '../json.ts'
import { decodeScalar, mismatch, type Place } from './decode-scalar.ts'

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  (Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0)

const below = (place: Place, struct: string, name: string): Place => ({
  struct,
  path: place.path === '' ? name : `${place.path}.${name}`,
  exact: place.exact === '' ? name : `${place.exact}.${name}`,
})

const at = (place: Place, index: number): Place => ({ ...place, exact: `${place.exact}[${index}]` })

const zeroOf = (type: string): unknown =>
  type === 'string' ? '' : type === 'bool' ? false : type === 'int32' || type === 'int64' ? 0 : undefined

/** Reads JSON values as the types of the API: drops what is unknown, null or empty, as Go's decoder and encoder do. */
class Decoder {
  readonly unknown: string[] = []

  struct(value: unknown, type: string, place: Place): JsonObject {
    const fields = structOf(type)
    if (fields === undefined) throw new Error(`schema: no struct ${type}`)
    if (!isObject(value)) throw mismatch(value, place, `v1.${type}`)
    const decoded: JsonObject = {}
    for (const [name, field] of fields) {
      const kept = this.field(value[name], field, below(place, type, name))
      if (kept !== undefined) decoded[name] = kept
    }
    for (const name of Object.keys(value)) {
      if (!fields.has(name)) this.unknown.push(below(place, type, name).exact)
    }
    return decoded
  }

  private field(value: unknown, field: Field, place: Place): unknown {
    if (value === null || value === undefined)
      return field.always && field.shape === 'one' ? zeroOf(field.type) : undefined
    const decoded = this.shaped(value, field, place)
    if (field.shape !== 'one') return isEmpty(decoded) ? undefined : decoded
    const dropped = !field.always && !field.keepsZero && decoded === zeroOf(field.type)
    return dropped ? undefined : decoded
  }

  private shaped(value: unknown, field: Field, place: Place): unknown {
    if (field.shape === 'one') return this.one(value, field, place)
    const item = itemField(field)
    if (field.shape === 'map') {
      if (!isObject(value)) throw mismatch(value, place, `map[string]${field.type}`)
      return Object.fromEntries(
        Object.entries(value).map(([key, one]) => [
          key,
          one === null ? (zeroOf(field.type) ?? null) : this.one(one, item, place),
        ]),
      )
    }
    if (!Array.isArray(value)) throw mismatch(value, place, `[]${structOf(field.type) ? 'v1.' : ''}${field.type}`)
    return value.map((one, index) =>
      this.one(one ?? (structOf(field.type) ? {} : zeroOf(field.type)), item, at(place, index)),
    )
  }

  private one(value: unknown, field: Field, place: Place): unknown {
    return structOf(field.type) === undefined
      ? decodeScalar(value, field.type, place)
      : this.struct(value, field.type, place)
  }
}

export interface Decoded {
  readonly object: JsonObject
  /** Paths of members that the type does not have; they are not in `object`. */
  readonly unknown: readonly string[]
}

/**
 * Reads `value` as an object of `type`, without its `apiVersion` and `kind`.
 *
 * @throws DecodeError in the words of Go's JSON decoder, where a value has the wrong type
 */
export const decodeObject = (value: JsonObject, type: string): Decoded => {
  const { apiVersion: _apiVersion, kind: _kind, ...body } = value
  const decoder = new Decoder()
  const object = decoder.struct(body, type, { struct: type, path: '', exact: '' })
  return { object, unknown: decoder.unknown }
}
