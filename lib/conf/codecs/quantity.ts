import { InvalidJobError } from '../../errors/sparkdrop-error.ts'

const BINARY: Readonly<Record<string, bigint>> = { Ki: 10n, Mi: 20n, Gi: 30n, Ti: 40n, Pi: 50n, Ei: 60n }
const DECIMAL: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
}
const NANO_DIGITS = 9

/** Whole division away from zero, as Kubernetes rounds what is finer than it can hold. */
const divideUp = (value: bigint, by: bigint): bigint => value / by + (value % by === 0n ? 0n : value < 0n ? -1n : 1n)

const scaled = (value: bigint, exponent: number): bigint =>
  exponent >= 0 ? value * 10n ** BigInt(exponent) : divideUp(value, 10n ** BigInt(-exponent))

export interface Quantity {
  /** Billionths of the unit. */
  readonly nanos: bigint
  /** How it was written: with a suffix of powers of 1024, one of powers of 1000 or none, or an exponent. */
  readonly notation: 'binary' | 'decimal' | 'exponent'
}

/**
 * A Kubernetes quantity (`500m`, `1.5`, `2Gi`, `1e3`) in billionths of its unit, the finest that Kubernetes holds;
 * finer ones are rounded away from zero. Undefined where the text is no quantity.
 *
 * Follows the grammar of apimachinery's resource.Quantity.
 */
export function readQuantity(text: string): Quantity | undefined {
  const [, sign = '', whole = '', fraction = '', suffix = ''] =
    /^([+-]?)(?=\.?[0-9])([0-9]*)(?:\.([0-9]*))?([a-zA-Z]{0,2}|[eE][+-]?[0-9]{1,3})$/.exec(text) ?? []
  const known = Object.hasOwn(BINARY, suffix) || Object.hasOwn(DECIMAL, suffix) || /^[eE][+-]?[0-9]+$/.test(suffix)
  if (whole + fraction === '' || !known) return undefined
  const digits = BigInt(`${sign}${whole}${fraction}`)
  const binary = BINARY[suffix]
  const precision = NANO_DIGITS - fraction.length
  if (binary !== undefined) return { nanos: scaled(digits << binary, precision), notation: 'binary' }
  const power = DECIMAL[suffix]
  if (power !== undefined) return { nanos: scaled(digits, precision + power), notation: 'decimal' }
  return { nanos: scaled(digits, precision + Number(suffix.slice(1))), notation: 'exponent' }
}

/** As `readQuantity`, in billionths of the unit. @throws InvalidJobError INVALID_QUANTITY */
export function parseQuantity(text: string): bigint {
  const quantity = readQuantity(text)
  if (quantity !== undefined) return quantity.nanos
  throw new InvalidJobError(
    'INVALID_QUANTITY',
    `'${text}' is not a Kubernetes quantity: a number with an optional unit, such as 0.5, 500m, 2, 512Mi or 2Gi`,
    { details: { value: text } },
  )
}

/** The whole number and the largest power of 1000 that make up so many billionths, with the power's suffix. */
function inThousands(nanos: bigint): { readonly value: bigint; readonly suffix: string; readonly exponent: number } {
  const units = Object.entries(DECIMAL).sort(([, left], [, right]) => right - left)
  const fits = ([, power]: readonly [string, number]) => nanos % 10n ** BigInt(power + NANO_DIGITS) === 0n
  const [suffix, exponent] = (nanos !== 0n && units.find(fits)) || ['', 0]
  return { value: nanos / 10n ** BigInt(exponent + NANO_DIGITS), suffix, exponent }
}

/** Billionths of a unit in the shortest decimal notation without fraction: `500m`, `2`, `3k`. */
export function formatQuantity(nanos: bigint): string {
  const { value, suffix } = inThousands(nanos)
  return `${value}${suffix}`
}

/** The same with an exponent in place of the suffix: `500e-3`, `2`, `3e3`. */
export function formatExponent(nanos: bigint): string {
  const { value, exponent } = inThousands(nanos)
  return exponent === 0 ? String(value) : `${value}e${exponent}`
}
