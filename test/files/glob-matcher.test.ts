import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { globMatcher } from '../../lib/files/glob-matcher.ts'

describe('a glob', () => {
  it.each([
    ['*.jar', ['a.jar', '.jar', '.hidden.jar', 'a b.jar'], ['a.jar.txt', 'ajar', 'jar']],
    ['**', ['', 'a', 'any'], []],
    ['a?c', ['abc', 'a.c', 'a😀c'], ['ac', 'abbc']],
    ['[a-c]x', ['ax', 'cx'], ['dx', 'x', 'aax']],
    ['[^a-c]x', ['dx', '-x'], ['ax', 'x']],
    ['[!a]', ['b', '!'], ['a']],
    ['[]a]', [']', 'a'], ['b']],
    ['[^]a]', ['b'], [']', 'a']],
    ['[a-]', ['a', '-'], ['b']],
    ['[\\]\\-x]', [']', '-', 'x'], ['\\', 'y']],
    ['{a,bc}.{jar,zip}', ['a.jar', 'bc.zip'], ['b.jar', 'a,bc.jar']],
    ['{a*,{b,c}?}1', ['a1', 'axy1', 'bx1', 'c11'], ['b1', 'd1']],
    ['{a,}b', ['ab', 'b'], ['aab']],
    ['a\\*b', ['a*b'], ['axb']],
    ['a.b+c(d)|$^', ['a.b+c(d)|$^'], ['axb+c(d)|$^']],
    ['a,b}', ['a,b}'], ['a']],
  ] as const)('%s stands for %j and not for %j', (glob, meant, others) => {
    const matches = globMatcher(glob)
    for (const name of meant) expect(matches(name), name).toBe(true)
    for (const name of others) expect(matches(name), name).toBe(false)
  })

  it.each(['[ab', '[]', '[^]', '{a,b', '{a,{b}', 'a\\', '[b-a]'])('is refused where it is unfinished: %s', (glob) => {
    expect(() => globMatcher(glob)).toThrow(SyntaxError)
  })

  it('stands for a name whose special characters are escaped, and for no other', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, other) => {
        const matches = globMatcher(name.replace(/[\\*?[\]{},^!-]/g, '\\$&'))
        expect(matches(name)).toBe(true)
        expect(matches(other)).toBe(name === other)
      }),
    )
  })

  it('agrees with a regular expression of stars and question marks', () => {
    const letters = fc.array(fc.constantFrom('a', 'b'), { maxLength: 8 })
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 6 }), letters, (glob, name) => {
        const expression = glob.map((char) => (char === '*' ? '.*' : char === '?' ? '.' : char)).join('')
        expect(globMatcher(glob.join(''))(name.join(''))).toBe(new RegExp(`^${expression}$`).test(name.join('')))
      }),
    )
  })

  it('takes no time that grows with the power of its stars', () => {
    expect(globMatcher(`${'a*'.repeat(60)}b`)('a'.repeat(1000))).toBe(false)
  })
})
