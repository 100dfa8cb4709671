import { InvalidJobError } from '../../errors/sparkdrop-error.ts'

const INT_MAX = 2 ** 31 - 1

function parseWhole(text: string, max: number, size: string): number {
  const value = /^[+-]?[0-9]+$/.test(text.trim()) ? Number(text) : Number.NaN
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
 * A Java `long`, as far as a number holds it to the digit.
 * @throws InvalidJobError INVALID_NUMBER
 */
export const parseLong = (text: string): number => parseWhole(text, Number.MAX_SAFE_INTEGER - 1, 'within 53 bits')

/**
 * A finite decimal number, with or without fraction and exponent.
 * @throws InvalidJobError INVALID_NUMBER
 */
export function parseDecimal(text: string): number {
  if (/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?[dDfF]?$/.test(text.trim())) return Number.parseFloat(text)
  throw new InvalidJobError('INVALID_NUMBER', `should be a number, but was '${text}'`, { details: { value: text } })
}

const withFraction = (digits: string): string => (digits.includes('.') ? digits : `${digits}.0`)

/** The finite number as Java's Double.toString writes it: `1.0`, and `1.0E-4` below a thousandth or from ten million on. */
export function formatDecimal(value: number): string {
  const size = Math.abs(value)
  if (value === 0 || (size >= 1e-3 && size < 1e7)) return withFraction(String(value))
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  return `${withFraction(digits)}E${Number(exponent)}`
}
