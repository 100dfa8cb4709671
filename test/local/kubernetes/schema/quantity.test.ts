import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalQuantity, compareQuantities } from '../../../../local/kubernetes/schema/quantity.ts'

describe('a quantity', () => {
  it.each([
    ['1024Mi', '1Gi'],
    ['1408Mi', '1408Mi'],
    ['0.5', '500m'],
    ['1000m', '1'],
    ['1.5Gi', '1536Mi'],
    ['1e3', '1e3'],
    ['1000', '1k'],
    ['100', '100'],
    ['0', '0'],
    ['0Mi', '0'],
    ['-1', '-1'],
    ['123456789', '123456789'],
    ['.5', '500m'],
    ['1n', '1n'],
    ['0.0000000001', '1n'],
  ])('of %s is written %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical)
  })

  it.each(['abc', '', '1 Gi', '1KB', '--1', '.'])('is not %j', (text) => {
    expect(canonicalQuantity(text)).toBeUndefined()
  })

  it('keeps its value and its spelling when it is written again', () => {
    const suffix = fc.constantFrom('', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi')
    fc.assert(
      fc.property(fc.nat({ max: 10_000_000 }), suffix, (number, unit) => {
        const canonical = canonicalQuantity(`${number}${unit}`) ?? ''
        expect(canonicalQuantity(canonical)).toBe(canonical)
        expect(compareQuantities(canonical, `${number}${unit}`)).toBe(0)
      }),
    )
  })

  it('compares by value across suffixes', () => {
    expect(compareQuantities('1G', '1Gi')).toBeLessThan(0)
    expect(compareQuantities('1500m', '1')).toBeGreaterThan(0)
    expect(compareQuantities('-1', '1m')).toBeLessThan(0)
  })
})
