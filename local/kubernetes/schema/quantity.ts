import { formatExponent, formatQuantity, parseQuantity, readQuantity } from '../../../lib/conf/codecs/quantity.ts'

const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
const NANOS = 10n ** 9n

/** With the largest suffix that leaves no fraction; undefined where even the smallest leaves one. */
const inBinary = (nanos: bigint): string | undefined => {
  if (nanos % NANOS !== 0n) return undefined
  let value = nanos / NANOS
  if (value > -1024n && value < 1024n) return String(value)
  let step = 0
  while (value % 1024n === 0n && step < BINARY.length - 1) {
    value /= 1024n
    step += 1
  }
  return `${value}${BINARY[step]}`
}

/**
 * The canonical spelling of a resource quantity (`1024Mi` is `1Gi`, `0.5` is `500m`), or undefined where it is none.
 * The suffix family is kept, and no fraction is left, as in apimachinery's `resource.Quantity`.
 */
export const canonicalQuantity = (text: string): string | undefined => {
  const quantity = readQuantity(text)
  if (quantity === undefined) return undefined
  const { nanos, notation } = quantity
  if (notation === 'exponent') return formatExponent(nanos)
  return (notation === 'binary' && inBinary(nanos)) || formatQuantity(nanos)
}

/** Negative where the first quantity is the smaller one. @throws InvalidJobError where one is no quantity */
export const compareQuantities = (left: string, right: string): number => {
  const [a, b] = [parseQuantity(left), parseQuantity(right)]
  return a < b ? -1 : a > b ? 1 : 0
}
