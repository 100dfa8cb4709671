import { readQuantity } from '../../conf/codecs/quantity.ts'
import { type Field, itemField, structOf } from '../../ports/kubernetes-schema/schema.ts'
import { Decimal } from './yaml-scalars.ts'

/** A value that does not fit the field it is for; the message says where it stands. */
export class MisplacedValue extends Error {}

const INT_MAX = 2n ** 31n - 1n
const LONG_MAX = 2n ** 63n - 1n

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Decimal)

const described = (value: unknown): string =>
  Array.isArray(value) ? 'a list' : isObject(value) ? 'an object' : `'${value}'`

const misplaced = (value: unknown, path: string, wanted: string): MisplacedValue =>
  new MisplacedValue(`${path} is ${described(value)} where ${wanted} belongs`)

/** What no field is known for stays as it is. */
function untyped(value: unknown): unknown {
  if (value instanceof Decimal) return Number.isFinite(value.value) ? value.value : String(value)
  if (typeof value === 'bigint') return Number(value)
  if (Array.isArray(value)) return value.map(untyped)
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, part]) => [key, untyped(part)])) : value
}

function integer(text: string, max: bigint): number | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined
  const number = BigInt(text.replace('+', ''))
  return number > max || number < -max - 1n ? undefined : Number(number)
}

const isInt = (value: number): boolean => integer(String(value), INT_MAX) !== undefined

/** Of numbers that were quoted or have a fraction Jackson makes what it can; blanks are no number. */
function longNumber(value: unknown): number | null | undefined {
  if (value instanceof Decimal)
    return Math.abs(value.value) === Number.POSITIVE_INFINITY ? undefined : Math.trunc(value.value) || 0
  const text = String(value).trim()
  return text === '' || text === 'null' ? null : integer(text, LONG_MAX)
}

/** File modes are read as octal numbers. */
function wholeNumber(value: unknown, { name, type }: Field): number | null | undefined {
  if (type === 'int64') return longNumber(value)
  const octal = /mode$/i.test(name) ? /^0o?([0-7]+)$/.exec(String(value))?.[1] : undefined
  return octal === undefined ? integer(String(value), INT_MAX) : Number.parseInt(octal, 8)
}

const TRUTHS: Readonly<Record<string, boolean | null>> = {
  ...{ true: true, True: true, TRUE: true, false: false, False: false, FALSE: false },
  ...{ '': null, null: null },
}

function truth(value: unknown): boolean | null | undefined {
  if (typeof value === 'boolean') return value
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value) !== 0
  return typeof value === 'string' ? TRUTHS[value.trim()] : undefined
}

function scalar(value: unknown, field: Field, path: string): unknown {
  if (value === null) return null
  switch (field.type) {
    case 'any':
      if (!isObject(value)) throw misplaced(value, path, 'an object')
      return untyped(value)
    case 'quantity': {
      const text = Array.isArray(value) || isObject(value) ? '' : String(value)
      if (readQuantity(text) === undefined) throw misplaced(value, path, 'a quantity such as 500m or 2Gi')
      return text
    }
    case 'int32':
    case 'int64': {
      const number = Array.isArray(value) || isObject(value) ? undefined : wholeNumber(value, field)
      if (number === undefined) throw misplaced(value, path, 'a whole number')
      return number
    }
    case 'bool': {
      const answer = truth(value)
      if (answer === undefined) throw misplaced(value, path, 'true or false')
      return answer
    }
    case 'intstr':
      if (typeof value === 'string' || (typeof value === 'number' && isInt(value))) return value
      throw misplaced(value, path, 'a whole number or a text')
    default:
      if (Array.isArray(value) || isObject(value)) throw misplaced(value, path, 'a text')
      return value instanceof Decimal ? value.text : String(value)
  }
}

function struct(value: unknown, field: Field, path: string): unknown {
  const fields = structOf(field.type)
  if (fields === undefined) return scalar(value, field, path)
  if (value === null) return null
  if (!isObject(value)) throw misplaced(value, path, 'an object')
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const known = fields.get(key)
      return [key, known === undefined ? untyped(part) : typedValue(part, known, path === '' ? key : `${path}.${key}`)]
    }),
  )
}

/**
 * What was read from YAML as the type of the field, as Spark's client reads it into its classes: a `1` for a label is a
 * text, and a quoted `"8080"` for a port a number. Fields that are not known stay as they are.
 * @throws MisplacedValue
 */
export function typedValue(value: unknown, field: Field, path: string): unknown {
  if (field.shape === 'one' || value === null) return struct(value, field, path)
  const item = itemField(field)
  if (field.shape === 'map') {
    if (!isObject(value)) throw misplaced(value, path, 'an object')
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, struct(part, item, `${path}.${key}`)]))
  }
  if (!Array.isArray(value)) throw misplaced(value, path, 'a list')
  return value.map((part, at) => struct(part, item, `${path}[${at}]`))
}
