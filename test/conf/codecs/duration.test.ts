import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDuration, type TimeUnit } from '../../../lib/conf/codecs/duration.ts'

const MICROSECONDS: readonly (readonly [TimeUnit, number])[] = [
  ['us', 1],
  ['ms', 1e3],
  ['s', 1e6],
  ['m', 6e7],
  ['min', 6e7],
  ['h', 3.6e9],
  ['d', 8.64e10],
]

describe('a duration', () => {
  it.each([
    ['30s', 'ms', 30_000],
    ['250ms', 's', 0],
    ['10', 's', 10],
    ['2MIN', 's', 120],
    ['-1500ms', 's', -1],
    ['180000ms', 's', 180],
  ] as const)('%j is, in %s, %d', (text, unit, expected) => {
    expect(parseDuration(text, unit)).toBe(expected)
  })

  it.each([
    ['soon', 'Failed to parse time string: soon'],
    ['1.5s', 'Failed to parse time string: 1.5s'],
    ['3x', 'Invalid suffix: "x"'],
  ])('%j is refused: %s', (text, problem) => {
    expect(() => parseDuration(text, 's')).toThrow(`E.g. 50s, 100ms, or 250us.\n${problem}`)
  })

  it('is the same time in every unit, cut towards zero', () => {
    const unit = fc.constantFrom(...MICROSECONDS)
    fc.assert(
      fc.property(fc.integer({ min: -9999, max: 9999 }), unit, unit, (amount, [from, worth], [to, asked]) => {
        expect(parseDuration(`${amount}${from}`, to)).toBe(Number((BigInt(amount) * BigInt(worth)) / BigInt(asked)))
      }),
    )
  })
})
