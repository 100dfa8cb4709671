import { canonicalQuantity } from './quantity.ts'

/** Where a value stands, in the two spellings that errors use. */
export interface Place {
  /** The struct that declares the field, and the path without indices: `PodSpec` and `spec.containers`. */
  readonly struct: string
  readonly path: string
  /** With indices: `spec.containers[0].image`. */
  readonly exact: string
}

/** A value that cannot be read as its field's type. */
export class DecodeError extends Error {}

const jsonType = (value: unknown): string => {
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

export const mismatch = (value: unknown, place: Place, type: string): DecodeError => {
  const found = typeof value === 'number' && !Number.isInteger(value) ? `number ${value}` : jsonType(value)
  return new DecodeError(
    `json: cannot unmarshal ${found} into Go struct field ${place.struct}.${place.path} of type ${type}`,
  )
}

const SECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/
const MICROSECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\d*(?:Z|[+-]\d\d:\d\d)$/

const decodeTime = (value: unknown, place: Place): string => {
  if (typeof value !== 'string') throw mismatch(value, place, 'time.Time')
  if (!SECONDS.test(value) || Number.isNaN(Date.parse(value))) {
    throw new DecodeError(
      `parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(value)} as "2006"`,
    )
  }
  return `${new Date(value).toISOString().slice(0, 19)}Z`
}

const decodeMicroTime = (value: unknown, place: Place): string => {
  if (typeof value !== 'string') throw mismatch(value, place, 'time.Time')
  if (!MICROSECONDS.test(value)) {
    const rest = value.slice('2006-01-02T15:04:05'.length)
    const failed = SECONDS.test(value) ? `${JSON.stringify(rest)} as ".000000"` : `${JSON.stringify(value)} as "2006"`
    throw new DecodeError(
      `parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05.000000Z07:00": cannot parse ${failed}`,
    )
  }
  const micros = value.slice(value.indexOf('.') + 1).slice(0, 6)
  return `${new Date(value).toISOString().slice(0, 19)}.${micros}Z`
}

const decodeBytes = (value: unknown, place: Place): string => {
  if (typeof value !== 'string') throw mismatch(value, place, '[]uint8')
  const text = value.replaceAll(/[\r\n]/g, '')
  const wrong = /[^A-Za-z0-9+/=]/.exec(text)
  if (wrong !== null) throw new DecodeError(`illegal base64 data at input byte ${wrong.index}`)
  if (text.length % 4 !== 0)
    throw new DecodeError(`illegal base64 data at input byte ${text.length - (text.length % 4)}`)
  return text
}

const decodeQuantity = (value: unknown): string => {
  const canonical = canonicalQuantity(String(value).trim())
  if (canonical === undefined) {
    throw new DecodeError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
  }
  return canonical
}

/** Reads one scalar, in the spelling in which the API shows it again. */
export const decodeScalar = (value: unknown, type: string, place: Place): unknown => {
  switch (type) {
    case 'any':
      return value
    case 'bool':
      if (typeof value !== 'boolean') throw mismatch(value, place, 'bool')
      return value
    case 'int32':
    case 'int64':
      if (typeof value !== 'number' || !Number.isInteger(value)) throw mismatch(value, place, type)
      return value
    case 'intstr':
      if (typeof value !== 'string' && typeof value !== 'number') throw mismatch(value, place, 'intstr.IntOrString')
      return value
    case 'quantity':
      return decodeQuantity(value)
    case 'time':
      return decodeTime(value, place)
    case 'microtime':
      return decodeMicroTime(value, place)
    case 'bytes':
      return decodeBytes(value, place)
    default:
      if (typeof value !== 'string') throw mismatch(value, place, 'string')
      return value
  }
}
