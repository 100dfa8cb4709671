import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { expandVariables } from '../../../local/pod-runner/variable-expansion.ts'

const variables = new Map([
  ['A', '1'],
  ['NESTED', '$(A)'],
])

describe('expanding variables as Kubernetes does', () => {
  it.each([
    ['$(A)', '1'],
    ['x$(A)y$(A)', 'x1y1'],
    ['$(NONE)', '$(NONE)'],
    ['$$(A)', '$(A)'],
    ['$$$(A)', '$1'],
    ['$A ${A} $(A', '$A ${A} $(A'],
    ['$(NESTED)', '$(A)'],
    ['$', '$'],
  ])('turns %j into %j', (text, expected) => {
    expect(expandVariables(text, variables)).toBe(expected)
  })

  it('gives any text back whose dollars are doubled', () => {
    fc.assert(fc.property(fc.string(), (text) => expandVariables(text.replaceAll('$', '$$$$'), variables) === text))
  })
})
