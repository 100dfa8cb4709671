import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { javaTrim } from './java-trim.ts'

const INT_MAX = 2 ** 31 - 1

function parseWhole(text: string, max: number, size: string, trimmed = javaTrim(text)): number {
  const value = /^[+-]?[0-9]+$/.test(trimmed) ? Number(trimmed) : Number.NaN
  if (value <= max && value >= -max - 1) return value
  throw new InvalidJobError('INVALID_NUMBER', `should be a whole number ${size}, but was '${text}'`, {
    details: { value: text },
  })
}

/**
 * A Java `int`: decimal digits with an optional sign, within 32 bits.
 * @throws InvalidJobError INVALID_NUMBER
 */
export const parseInteger = (text: string): number => parseWhole(text, INT_MAX, 'within 32 bits')

/**
 * A Java `int` as Integer.parseInt takes it: no blanks around it.
 * @throws InvalidJobError INVALID_NUMBER
 */
export const parseBareInteger = (text: string): number => parseWhole(text, INT_MAX, 'within 32 bits', text)

/**
 * A Java `long`, as far as a number holds it to the digit.
 * @throws InvalidJobError INVALID_NUMBER
 */
export const parseLong = (text: string): number => parseWhole(text, Number.MAX_SAFE_INTEGER - 1, 'within 53 bits')

/** `0x1.8p3`: hexadecimal digits, and a power of two. Undefined where the text is none. */
function parseHexadecimal(text: string): number | undefined {
  const [, sign, whole = '', fraction = '', power] =
    /^([+-]?)0x([0-9a-f]*)\.?([0-9a-f]*)p([+-]?[0-9]+)[df]?$/i.exec(text) ?? []
  if (whole + fraction === '') return undefined
  const value = Number.parseInt(whole + fraction, 16) * 2 ** (Number(power) - 4 * fraction.length)
  return sign === '-' ? -value : value
}

/**
 * A Java `double`: a decimal number with or without fraction and exponent, a hexadecimal one with a power of two,
 * `Infinity` or `NaN`.
 * @throws InvalidJobError INVALID_NUMBER
 */
export function parseDecimal(text: string): number {
  const trimmed = javaTrim(text)
  if (/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[dDfF]?$/.test(trimmed)) return Number.parseFloat(trimmed)
  if (/^[+-]?(Infinity|NaN)$/.test(trimmed)) return Number(trimmed.replace(/[+-]?NaN/, 'NaN'))
  const hexadecimal = parseHexadecimal(trimmed)
  if (hexadecimal !== undefined) return hexadecimal
  throw new InvalidJobError('INVALID_NUMBER', `should be a number, but was '${text}'`, { details: { value: text } })
}

const withFraction = (digits: string): string => (digits.includes('.') ? digits : `${digits}.0`)

/** The number as Java's Double.toString writes it: `1.0`, and `1.0E-4` below a thousandth or from ten million on. */
export function formatDecimal(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  if (Object.is(value, -0)) return '-0.0'
  const size = Math.abs(value)
  if (value === 0 || (size >= 1e-3 && size < 1e7)) return withFraction(String(value))
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  return `${withFraction(digits)}E${Number(exponent)}`
}
