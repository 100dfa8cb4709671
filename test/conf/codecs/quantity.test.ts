import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatExponent, formatQuantity, parseQuantity, readQuantity } from '../../../lib/conf/codecs/quantity.ts'

const NANOS = 1_000_000_000n

describe('a Kubernetes quantity', () => {
  it.each([
    ['1', NANOS],
    ['0.5', NANOS / 2n],
    ['.5', NANOS / 2n],
    ['500m', NANOS / 2n],
    ['1.5Gi', 1_610_612_736n * NANOS],
    ['2k', 2000n * NANOS],
    ['1e3', 1000n * NANOS],
    ['1E-3', NANOS / 1000n],
    ['3E', 3n * 10n ** 18n * NANOS],
    ['+1', NANOS],
    ['-1', -NANOS],
    ['0.0000000001', 1n],
  ])('%s is read to the billionth', (text, nanos) => {
    expect(parseQuantity(text)).toBe(nanos)
  })

  it.each(['', 'abc', '1 Gi', '1GiB', '1.2.3', '.', '1kk', 'Gi', '1e', '0x10'])('%j is refused', (text) => {
    expect(() => parseQuantity(text)).toThrow(/is not a Kubernetes quantity: a number with an optional unit/)
  })

  it('is written in the shortest unit without fraction', () => {
    expect([NANOS / 2n, 2n * NANOS, 3000n * NANOS, 0n, 1n].map(formatQuantity)).toEqual(['500m', '2', '3k', '0', '1n'])
  })

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), (nanos) => parseQuantity(formatQuantity(nanos)) === nanos),
    )
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), (nanos) => parseQuantity(formatExponent(nanos)) === nanos),
    )
  })

  it.each([
    ['2Gi', 'binary'],
    ['2G', 'decimal'],
    ['2', 'decimal'],
    ['2E', 'decimal'],
    ['2E3', 'exponent'],
  ])('%s is known to be %s', (text, notation) => {
    expect(readQuantity(text)?.notation).toBe(notation)
  })
})
