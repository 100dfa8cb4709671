import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  difference,
  type FieldSet,
  fromFieldsV1,
  intersection,
  isEmptySet,
  pathsOf,
  sameSet,
  toFieldsV1,
  union,
} from '../../../../local/kubernetes/fields/field-set.ts'

const element = fc.constantFrom('f:a', 'f:b', 'k:{"name":"x"}', 'v:"y"')

/** A set of paths, built one by one. */
const fieldSets: fc.Arbitrary<FieldSet> = fc
  .array(fc.array(element, { minLength: 1, maxLength: 3 }), { maxLength: 6 })
  .map((paths) =>
    paths
      .map((path) => path.reduceRight<object>((below, one) => ({ [one]: below }), {}))
      .map(fromFieldsV1)
      .reduce(union, { member: false, children: new Map() }),
  )

const keys = (set: FieldSet): string[] =>
  pathsOf(set)
    .map((path) => path.join(' '))
    .sort()

describe('a set of fields', () => {
  it('comes back from the form of managedFields as it went', () => {
    fc.assert(
      fc.property(fieldSets, (set) => {
        if (!isEmptySet(set)) expect(sameSet(fromFieldsV1(toFieldsV1(set)), set)).toBe(true)
      }),
    )
  })

  it('joins, cuts and subtracts like the sets of its paths', () => {
    fc.assert(
      fc.property(fieldSets, fieldSets, (left, right) => {
        const [own, other] = [keys(left), keys(right)]
        expect(keys(union(left, right))).toEqual([...new Set([...own, ...other])].sort())
        expect(keys(intersection(left, right))).toEqual(own.filter((path) => other.includes(path)))
        expect(keys(difference(left, right))).toEqual(own.filter((path) => !other.includes(path)))
      }),
    )
  })
})
