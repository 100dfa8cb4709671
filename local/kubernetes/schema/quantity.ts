const NOTATION = /^([+-]?)(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d+)?$/

const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
const DECIMAL_EXPONENTS: Readonly<Record<string, number>> = {
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
const DECIMAL = Object.entries(DECIMAL_EXPONENTS)

/** In billionths, the finest a quantity can be. */
const NANO = 10n ** 9n

const roundedUp = (value: bigint, divisor: bigint): bigint => (value + divisor - 1n) / divisor

const nanosOf = (digits: string, fraction: string, suffix: string): bigint => {
  const scale = 10n ** BigInt(fraction.length)
  const mantissa = BigInt(digits + fraction) * NANO
  const binary = BINARY.indexOf(suffix)
  if (suffix !== '' && binary > 0) return roundedUp(mantissa * 1024n ** BigInt(binary), scale)
  const exponent = /^[eE][+-]?\d/.test(suffix) ? Number(suffix.slice(1)) : (DECIMAL_EXPONENTS[suffix] ?? 0)
  return exponent < 0
    ? roundedUp(mantissa, scale * 10n ** BigInt(-exponent))
    : roundedUp(mantissa * 10n ** BigInt(exponent), scale)
}

const inBinary = (nanos: bigint): string | undefined => {
  if (nanos % NANO !== 0n) return undefined
  let value = nanos / NANO
  if (value !== 0n && value < 1024n) return String(value)
  let step = 0
  while (value !== 0n && value % 1024n === 0n && step < BINARY.length - 1) {
    value /= 1024n
    step += 1
  }
  return `${value}${BINARY[step]}`
}

const inDecimal = (nanos: bigint, exponential: boolean): string => {
  if (nanos === 0n) return '0'
  const fitting = DECIMAL.findLast(([, exponent]) => nanos % 10n ** BigInt(exponent + 9) === 0n) ?? ['n', -9]
  const value = nanos / 10n ** BigInt(fitting[1] + 9)
  if (!exponential) return `${value}${fitting[0]}`
  return fitting[1] === 0 ? String(value) : `${value}e${fitting[1]}`
}

/**
 * The canonical spelling of a resource quantity (`1024Mi` is `1Gi`, `0.5` is `500m`), or undefined where it is none.
 * The suffix family is kept, and no fraction is left, as in apimachinery's `resource.Quantity`.
 */
export const canonicalQuantity = (text: string): string | undefined => {
  const match = NOTATION.exec(text)
  if (match === null) return undefined
  const [, sign = '', digits = '', fraction = '', suffix = ''] = match
  if (digits === '' && fraction === '') return undefined
  const nanos = nanosOf(digits, fraction, suffix)
  const spelled = suffix.endsWith('i')
    ? (inBinary(nanos) ?? inDecimal(nanos, false))
    : inDecimal(nanos, /^[eE][+-]?\d/.test(suffix))
  return sign === '-' && nanos !== 0n ? `-${spelled}` : spelled
}

/** Negative where the first quantity is the smaller one; both must be quantities. */
export const compareQuantities = (left: string, right: string): number => {
  const [a, b] = [left, right].map((text) => {
    const [, sign = '', digits = '', fraction = '', suffix = ''] = NOTATION.exec(text) ?? []
    const nanos = nanosOf(digits, fraction, suffix)
    return sign === '-' ? -nanos : nanos
  }) as [bigint, bigint]
  return a < b ? -1 : a > b ? 1 : 0
}
