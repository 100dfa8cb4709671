import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { javaTrim } from './java-trim.ts'

const UNITS = { b: 0n, k: 10n, kb: 10n, m: 20n, mb: 20n, g: 30n, gb: 30n, t: 40n, tb: 40n, p: 50n, pb: 50n } as const
const LONG_MAX = 2n ** 63n - 1n
const HOW_TO =
  'Size must be specified as bytes (b), kibibytes (k), mebibytes (m), gibibytes (g), tebibytes (t), or pebibytes(p). ' +
  'E.g. 50b, 100k, or 250m.'

export type ByteUnit = keyof typeof UNITS

const fail = (text: string, problem: string): never => {
  throw new InvalidJobError('INVALID_BYTE_SIZE', `${HOW_TO}\n${problem}`, { details: { value: text } })
}

/**
 * A JVM-style size (`512m`, `4g`, `1024`) in whole `unit`s, rounded down; a number alone is in `unit`s already.
 * Units are powers of 1024 whatever they are called. Numbers above 2^53 lose their last digits.
 *
 * Follows JavaUtils.byteStringAs, its words included.
 * @throws InvalidJobError INVALID_BYTE_SIZE
 */
export function parseByteSize(text: string, unit: ByteUnit): number {
  const normalized = javaTrim(text.toLowerCase())
  const [, digits, suffix] = /^(-?[0-9]+)([a-z]+)?$/.exec(normalized) ?? []
  if (digits === undefined) {
    const [, fraction] = /^([0-9]+\.[0-9]+)([a-z]+)?$/.exec(normalized) ?? []
    return fail(
      text,
      fraction === undefined
        ? `Failed to parse byte string: ${text}`
        : `Fractional values are not supported. Input was: ${fraction}`,
    )
  }
  if (suffix !== undefined && !Object.hasOwn(UNITS, suffix)) fail(text, `Invalid suffix: "${suffix}"`)
  const shift = UNITS[(suffix ?? unit) as ByteUnit] - UNITS[unit]
  const amount = BigInt(digits)
  const size = shift >= 0n ? amount << shift : amount / (1n << -shift)
  if (size > LONG_MAX || size < -LONG_MAX) {
    fail(text, `Conversion of ${digits} exceeds Long.MAX_VALUE in ${unit}. Try a larger unit.`)
  }
  return Number(size)
}
