import { type Field, itemField, structOf } from '../../../lib/ports/kubernetes-schema/schema.ts'
import type { JsonObject } from '../json.ts'

/** What stands before every binary object. */
const MAGIC = Buffer.from([0x6b, 0x38, 0x73, 0x00])

const VARINT = 0
const FIXED64 = 1
const BYTES = 2
const FIXED32 = 5

type Values = Map<number, (bigint | Buffer)[]>

/** Bytes that are no message. */
export class ProtobufError extends Error {}

class Reader {
  private readonly bytes: Buffer
  private position = 0

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }

  /** The values of a message, by the numbers of their fields. */
  message(): Values {
    const values: Values = new Map()
    while (this.position < this.bytes.length) {
      const tag = Number(this.varint())
      const list = values.get(tag >>> 3) ?? []
      list.push(this.value(tag & 7))
      values.set(tag >>> 3, list)
    }
    return values
  }

  private value(wireType: number): bigint | Buffer {
    if (wireType === VARINT) return this.varint()
    if (wireType === BYTES) return this.take(Number(this.varint()))
    if (wireType === FIXED64) return this.take(8)
    if (wireType === FIXED32) return this.take(4)
    throw new ProtobufError(`proto: illegal wireType ${wireType}`)
  }

  private take(length: number): Buffer {
    const end = this.position + length
    if (end > this.bytes.length) throw new ProtobufError('unexpected EOF')
    const taken = this.bytes.subarray(this.position, end)
    this.position = end
    return taken
  }

  private varint(): bigint {
    let value = 0n
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const [byte = 0] = this.take(1)
      value |= BigInt(byte & 0x7f) << shift
      if (byte < 0x80) return value
    }
    throw new ProtobufError('proto: integer overflow')
  }
}

const read = (bytes: Buffer): Values => new Reader(bytes).message()

const last = (values: Values, number: number): bigint | Buffer | undefined => values.get(number)?.at(-1)

const bytesAt = (values: Values, number: number): Buffer => {
  const value = last(values, number)
  return Buffer.isBuffer(value) ? value : Buffer.alloc(0)
}

const integerAt = (values: Values, number: number): number => {
  const value = last(values, number)
  return typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0
}

const timeFrom = (bytes: Buffer, digits: number): string | null => {
  const values = read(bytes)
  if (values.size === 0) return null
  const seconds = new Date(integerAt(values, 1) * 1000).toISOString().slice(0, 19)
  const fraction = String(integerAt(values, 2)).padStart(9, '0').slice(0, digits)
  return digits === 0 ? `${seconds}Z` : `${seconds}.${fraction}Z`
}

const intOrString = (values: Values): string | number =>
  integerAt(values, 1) === 0 ? integerAt(values, 2) : bytesAt(values, 3).toString()

const scalarFrom = (value: bigint | Buffer, type: string): unknown => {
  if (typeof value === 'bigint') return type === 'bool' ? value !== 0n : Number(BigInt.asIntN(64, value))
  if (type === 'time') return timeFrom(value, 0)
  if (type === 'microtime') return timeFrom(value, 6)
  if (type === 'quantity') return bytesAt(read(value), 1).toString()
  if (type === 'intstr') return intOrString(read(value))
  if (type === 'bytes') return value.toString('base64')
  // What has no schema here has no binary form that could be read either.
  return type === 'any' ? null : value.toString()
}

const oneFrom = (value: bigint | Buffer, field: Field): unknown =>
  Buffer.isBuffer(value) && structOf(field.type) !== undefined
    ? structFrom(value, field.type)
    : scalarFrom(value, field.type)

const mapFrom = (entries: readonly (bigint | Buffer)[], field: Field): JsonObject =>
  Object.fromEntries(
    entries.filter(Buffer.isBuffer).map((entry) => {
      const values = read(entry)
      return [bytesAt(values, 1).toString(), oneFrom(last(values, 2) ?? Buffer.alloc(0), itemField(field))]
    }),
  )

/** The values of a field, from within the messages that it lies in. */
const valuesOf = (message: Values, [first = 0, ...deeper]: readonly number[]): readonly (bigint | Buffer)[] => {
  const values = message.get(first) ?? []
  if (deeper.length === 0) return values
  return values.filter(Buffer.isBuffer).flatMap((value) => valuesOf(read(value), deeper))
}

const structFrom = (bytes: Buffer, type: string): JsonObject => {
  const message = read(bytes)
  const object: JsonObject = {}
  for (const [name, field] of structOf(type) ?? []) {
    const values = valuesOf(message, field.number)
    const [value] = values.slice(-1)
    if (value === undefined) continue
    if (field.shape === 'map') object[name] = mapFrom(values, field)
    else if (field.shape === 'one') object[name] = oneFrom(value, field)
    else object[name] = values.map((item) => oneFrom(item, itemField(field)))
  }
  return object
}

/**
 * Reads an object in Kubernetes' binary encoding, which kubectl and Go clients send: a magic word, then a message with
 * the kind and the object's own bytes.
 *
 * @throws ProtobufError for other bytes, or for a kind that has no schema here
 */
export const objectFromProtobuf = (bytes: Buffer): JsonObject => {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw new ProtobufError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]')
  }
  const envelope = read(bytes.subarray(MAGIC.length))
  const typeMeta = read(bytesAt(envelope, 1))
  const [apiVersion, kind] = [bytesAt(typeMeta, 1).toString(), bytesAt(typeMeta, 2).toString()]
  if (structOf(kind) === undefined)
    throw new ProtobufError(`no kind "${kind}" is registered for version "${apiVersion}"`)
  return { apiVersion, kind, ...structFrom(bytesAt(envelope, 2), kind) }
}
