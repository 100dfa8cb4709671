import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { median, medians, quantile } from '../../../bench/machine/statistics.ts'

const values = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 })

describe('quantiles', () => {
  it('are by the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)
    expect(quantile(hundred, 0.5)).toBe(50)
    expect(quantile(hundred, 0.99)).toBe(99)
    expect(quantile(hundred, 1)).toBe(100)
    expect(quantile([7], 0)).toBe(7)
  })

  it('are values that were measured, and have their share of the values at or below them', () => {
    fc.assert(
      fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (all, rank) => {
        const value = quantile(all, rank)
        expect(all).toContain(value)
        expect(all.filter((one) => one <= value).length / all.length).toBeGreaterThanOrEqual(rank)
      }),
    )
  })

  it('are not made up where nothing was measured', () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError)
    expect(() => median([])).toThrow(RangeError)
    expect(() => medians([])).toThrow(RangeError)
  })
})

describe('medians', () => {
  it('lie in the middle, whatever the order', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([4, 1, 3, 2])).toBe(2.5)
  })

  it('are taken of each field by itself', () => {
    expect(
      medians([
        { wall: 1, cpu: 30 },
        { wall: 2, cpu: 10 },
        { wall: 9, cpu: 20 },
      ]),
    ).toEqual({ wall: 2, cpu: 20 })
  })
})
