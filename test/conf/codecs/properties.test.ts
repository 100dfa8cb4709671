import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatProperties, parseProperties } from '../../../lib/conf/codecs/properties.ts'

describe('reading properties', () => {
  it.each([
    ['a=1', [['a', '1']]],
    ['a 1', [['a', '1']]],
    ['a : 1', [['a', '1']]],
    ['a=', [['a', '']]],
    ['a', [['a', '']]],
    ['a==1', [['a', '=1']]],
    ['  a\t=\t 1 ', [['a', '1 ']]],
    ['# c\n! c\na=1', [['a', '1']]],
    ['a=1\\\n   2', [['a', '12']]],
    [
      'a=1\\\\\nb=2',
      [
        ['a', '1\\'],
        ['b', '2'],
      ],
    ],
    ['a=1\\\n# no comment', [['a', '1# no comment']]],
    ['# c\\\na=1', [['a', '1']]],
    ['a\\ b\\=c=1', [['a b=c', '1']]],
    ['a=\\u00e9\\t\\q', [['a', 'é\tq']]],
    [
      'a=1\r\nb=2\rc=3',
      [
        ['a', '1'],
        ['b', '2'],
        ['c', '3'],
      ],
    ],
    ['a=1\na=2', [['a', '2']]],
    ['a=1\\', [['a', '1']]],
  ] as [string, [string, string][]][])('%j follows java.util.Properties', (text, expected) => {
    expect([...parseProperties(text)]).toEqual(expected)
  })

  it('refuses half an escape', () => {
    expect(() => parseProperties('a=\\u00')).toThrow('Malformed \\uxxxx encoding')
  })
})

describe('writing properties', () => {
  it('escapes what would be read as something else, and leaves letters as they are', () => {
    const text = formatProperties(
      [
        ['b key', ' lead: a=b#c!'],
        ['a', 'é\\\n'],
      ],
      'comment',
    )
    expect(text).toBe('#comment\na=é\\\\\\n\nb\\ key=\\ lead\\: a\\=b\\#c\\!\n')
  })

  it('gives the same text for the same settings, whatever their order', () => {
    const settings = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 8 })
    fc.assert(
      fc.property(settings, (pairs) => {
        const unique = [...new Map(pairs)]
        expect(formatProperties(unique.toReversed(), 'c')).toBe(formatProperties(unique, 'c'))
      }),
    )
  })

  it('reads back whatever it writes', () => {
    const text = fc.string({ unit: fc.constantFrom(...' \t\n\r\f\\=:#!abé漢0') })
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 8 }), (pairs) => {
        const settings = new Map(pairs)
        expect(parseProperties(formatProperties(settings, 'c'))).toEqual(settings)
      }),
    )
  })
})
