import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBoolean } from '../../../lib/conf/codecs/boolean.ts'
import { parseList } from '../../../lib/conf/codecs/list.ts'
import { formatDecimal, parseDecimal, parseInteger, parseLong } from '../../../lib/conf/codecs/number.ts'

describe('a boolean', () => {
  it('is true or false, in any case', () => {
    expect(['true', ' TRUE ', 'False'].map(parseBoolean)).toEqual([true, true, false])
  })

  it.each(['yes', '1', '', 'on'])('is not %j', (text) => {
    expect(() => parseBoolean(text)).toThrow(`should be true or false, but was '${text}'`)
  })
})

describe('a number', () => {
  it('is whole and within 32 bits where Spark has an int', () => {
    fc.assert(fc.property(fc.integer(), (number) => parseInteger(String(number)) === number))
  })

  it.each(['2147483648', '-2147483649', '1.5', '1k', '', '0x1'])('%j is no int', (text) => {
    expect(() => parseInteger(text)).toThrow('should be a whole number within 32 bits')
  })

  it('may be longer where Spark has a long, as far as no digit is lost', () => {
    expect(parseLong('2147483648')).toBe(2_147_483_648)
    expect(() => parseLong('9223372036854775807')).toThrow('within 53 bits')
  })

  it('reads back every decimal that it writes', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        return parseDecimal(formatDecimal(number)) === number
      }),
    )
  })

  it('is read as Java does: hexadecimal with a power of two, and beyond all numbers', () => {
    expect(['0x1p3', '-0x.8p0', '0xAp-1d', 'Infinity', '-Infinity', ' 1e2f ', 'NaN'].map(parseDecimal)).toEqual([
      8,
      -0.5,
      5,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      100,
      Number.NaN,
    ])
    expect([-0, Number.POSITIVE_INFINITY].map(formatDecimal)).toEqual(['-0.0', 'Infinity'])
  })

  it('is written as Java does, with a fraction', () => {
    expect([1, 0.4, 0, 1e-4, 12_345_678, -2.5e-7].map(formatDecimal)).toEqual([
      '1.0',
      '0.4',
      '0.0',
      '1.0E-4',
      '1.2345678E7',
      '-2.5E-7',
    ])
  })

  it.each(['', 'a', '1,5', '0x', '0x1', 'inf'])('%j is no decimal', (text) => {
    expect(() => parseDecimal(text)).toThrow('should be a number')
  })
})

describe('a list', () => {
  it('is separated by commas, without blanks around entries and without empty ones', () => {
    expect(parseList(' a, b ,,c')).toEqual(['a', 'b', 'c'])
    expect(parseList('')).toEqual([])
  })
})
