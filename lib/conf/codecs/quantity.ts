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

/**
 * A Kubernetes quantity (`500m`, `1.5`, `2Gi`, `1e3`) in billionths of its unit, the finest that Kubernetes holds;
 * finer ones are rounded away from zero.
 *
 * Follows the grammar of apimachinery's resource.Quantity.
 * @throws InvalidJobError INVALID_QUANTITY
 */
export function parseQuantity(text: string): bigint {
  const [, sign = '', whole = '', fraction = '', suffix = ''] =
    /^([+-]?)(?=\.?[0-9])([0-9]*)(?:\.([0-9]*))?([a-zA-Z]{0,2}|[eE][+-]?[0-9]{1,3})$/.exec(text) ?? []
  const known = Object.hasOwn(BINARY, suffix) || Object.hasOwn(DECIMAL, suffix) || /^[eE][+-]?[0-9]+$/.test(suffix)
  if (whole + fraction === '' || !known) {
    throw new InvalidJobError(
      'INVALID_QUANTITY',
      `'${text}' is not a Kubernetes quantity: a number with an optional unit, such as 0.5, 500m, 2, 512Mi or 2Gi`,
      { details: { value: text } },
    )
  }
  const digits = BigInt(`${sign}${whole}${fraction}`)
  const binary = BINARY[suffix]
  if (binary !== undefined) return scaled(digits << binary, NANO_DIGITS - fraction.length)
  const exponent = DECIMAL[suffix] ?? Number(suffix.slice(1))
  return scaled(digits, NANO_DIGITS + exponent - fraction.length)
}

/** Billionths of a unit in the shortest decimal notation without fraction: `500m`, `2`, `3k`. */
export function formatQuantity(nanos: bigint): string {
  if (nanos === 0n) return '0'
  const units = Object.entries(DECIMAL).sort(([, left], [, right]) => right - left)
  const [unit, exponent] = units.find(([, power]) => nanos % 10n ** BigInt(power + NANO_DIGITS) === 0n) ?? ['n', -9]
  return `${nanos / 10n ** BigInt(exponent + NANO_DIGITS)}${unit}`
}
