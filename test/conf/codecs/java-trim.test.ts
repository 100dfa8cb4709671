import { describe, expect, it } from 'vitest'
import { parseBoolean } from '../../../lib/conf/codecs/boolean.ts'
import { javaTrim } from '../../../lib/conf/codecs/java-trim.ts'
import { parseList } from '../../../lib/conf/codecs/list.ts'
import { parseInteger } from '../../../lib/conf/codecs/number.ts'

const NO_BREAK = '\u00a0'

describe('blanks around a value', () => {
  it.each([
    [' \t\n\u0000a b\u001f ', 'a b'],
    [`${NO_BREAK}a${NO_BREAK}`, `${NO_BREAK}a${NO_BREAK}`],
    ['\u2003a\ufeff', '\u2003a\ufeff'],
    [' \n ', ''],
    ['', ''],
  ])('of %j are those that Java knows', (text, trimmed) => {
    expect(javaTrim(text)).toBe(trimmed)
  })

  it('that Java does not know are a part of the value', () => {
    expect(parseList(`a, ${NO_BREAK}b `)).toEqual(['a', `${NO_BREAK}b`])
    expect(() => parseBoolean(`true${NO_BREAK}`)).toThrow('should be true or false')
    expect(() => parseInteger(`${NO_BREAK}1`)).toThrow('should be a whole number')
  })
})
