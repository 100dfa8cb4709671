import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ByteUnit, parseByteSize } from '../../../lib/conf/codecs/byte-size.ts'

const POWERS: readonly (readonly [ByteUnit, number])[] = [
  ['b', 0],
  ['k', 10],
  ['kb', 10],
  ['m', 20],
  ['mb', 20],
  ['g', 30],
  ['gb', 30],
  ['t', 40],
  ['tb', 40],
]

describe('a byte size', () => {
  it.each([
    ['512m', 'm', 512],
    ['4g', 'm', 4096],
    ['4G', 'm', 4096],
    [' 2GB ', 'm', 2048],
    ['1024', 'm', 1024],
    ['1536k', 'm', 1],
    ['1p', 't', 1024],
    ['-1g', 'm', -1024],
  ] as const)('%j is, in %s, %d', (text, unit, expected) => {
    expect(parseByteSize(text, unit)).toBe(expected)
  })

  it.each([
    ['4 gigs', 'Failed to parse byte string: 4 gigs'],
    ['', 'Failed to parse byte string: '],
    ['1.5g', 'Fractional values are not supported. Input was: 1.5'],
    ['3x', 'Invalid suffix: "x"'],
    ['9223372036854775807p', 'Conversion of 9223372036854775807 exceeds Long.MAX_VALUE in m. Try a larger unit.'],
  ])('%j is refused: %s', (text, problem) => {
    const sizes =
      'Size must be specified as bytes (b), kibibytes (k), mebibytes (m), gibibytes (g), tebibytes (t), or pebibytes(p).'
    expect(() => parseByteSize(text, 'm')).toThrow(`${sizes} E.g. 50b, 100k, or 250m.\n${problem}`)
  })

  it('is the same amount in every unit, rounded down', () => {
    const unit = fc.constantFrom(...POWERS)
    fc.assert(
      fc.property(fc.nat(2 ** 22), unit, unit, (amount, [from, power], [to, asked]) => {
        const exact = (BigInt(amount) << BigInt(power)) >> BigInt(asked)
        expect(parseByteSize(`${amount}${from}`, to)).toBe(Number(exact))
      }),
    )
  })
})
