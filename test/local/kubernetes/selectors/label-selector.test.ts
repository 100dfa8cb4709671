import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseFieldSelector } from '../../../../local/kubernetes/selectors/field-selector.ts'
import { parseLabelSelector } from '../../../../local/kubernetes/selectors/label-selector.ts'

const name = fc.stringMatching(/^[a-z]{1,3}$/)
const labels = fc.dictionary(name, name, { maxKeys: 4 })

describe('a label selector', () => {
  it('picks everything where it is empty', () => {
    expect(parseLabelSelector(' ')({})).toBe(true)
  })

  it('picks by all that an object is labelled with, and by no more', () => {
    fc.assert(
      fc.property(labels, (own) => {
        const selector = Object.entries(own)
          .map(([key, value]) => `${key}=${value}`)
          .join(',')
        expect(parseLabelSelector(selector)(own)).toBe(true)
        expect(parseLabelSelector(selector)({})).toBe(Object.keys(own).length === 0)
      }),
    )
  })

  it('has opposites', () => {
    fc.assert(
      fc.property(labels, name, fc.array(name, { minLength: 1, maxLength: 3 }), (own, key, values) => {
        const inside = parseLabelSelector(`${key} in (${values.join(', ')})`)(own)
        expect(parseLabelSelector(`${key} notin (${values.join(',')})`)(own)).toBe(!inside)
        expect(parseLabelSelector(key)(own)).toBe(!parseLabelSelector(`!${key}`)(own))
      }),
    )
  })

  it('compares numbers', () => {
    expect(parseLabelSelector('n>3,n<5')({ n: '4' })).toBe(true)
    expect(parseLabelSelector('n>3')({ n: '3' })).toBe(false)
  })

  it.each(['a,', 'a b', '=x', 'a in (b', 'a in b)', ',', 'a in (b c)'])('is not %j', (text) => {
    expect(() => parseLabelSelector(text)).toThrow()
  })
})

describe('a field selector', () => {
  it('reads escaped commas and equal signs', () => {
    const matches = parseFieldSelector(String.raw`metadata.name=a\,b\=c`, [])
    expect(matches({ metadata: { name: 'a,b=c' } })).toBe(true)
    expect(matches({ metadata: { name: 'a' } })).toBe(false)
  })
})
