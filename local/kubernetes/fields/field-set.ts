import { isObject, type JsonObject } from '../json.ts'

/**
 * A set of field paths, as a tree: the elements are spelled as in `fieldsV1` (`f:spec`, `k:{"name":"c"}`, `v:"x"`).
 * `member` says that the path that ends here is in the set.
 */
export interface FieldSet {
  readonly member: boolean
  readonly children: ReadonlyMap<string, FieldSet>
}

export const EMPTY: FieldSet = { member: false, children: new Map() }
export const LEAF: FieldSet = { member: true, children: new Map() }

export const isEmptySet = (set: FieldSet): boolean => !set.member && set.children.size === 0

export const fieldSet = (member: boolean, children: Iterable<readonly [string, FieldSet]>): FieldSet => ({
  member,
  children: new Map([...children].filter(([, child]) => !isEmptySet(child))),
})

const combine = (
  left: FieldSet,
  right: FieldSet,
  elements: Iterable<string>,
  member: (left: boolean, right: boolean) => boolean,
  recurse: (left: FieldSet, right: FieldSet) => FieldSet,
): FieldSet =>
  fieldSet(
    member(left.member, right.member),
    [...elements].map((element) => [
      element,
      recurse(left.children.get(element) ?? EMPTY, right.children.get(element) ?? EMPTY),
    ]),
  )

export const union = (left: FieldSet, right: FieldSet): FieldSet => {
  if (isEmptySet(left)) return right
  if (isEmptySet(right)) return left
  return combine(left, right, new Set([...left.children.keys(), ...right.children.keys()]), (a, b) => a || b, union)
}

export const difference = (left: FieldSet, right: FieldSet): FieldSet =>
  isEmptySet(right) ? left : combine(left, right, left.children.keys(), (a, b) => a && !b, difference)

export const intersection = (left: FieldSet, right: FieldSet): FieldSet =>
  combine(
    left,
    right,
    [...left.children.keys()].filter((element) => right.children.has(element)),
    (a, b) => a && b,
    intersection,
  )

/** Takes away the paths at or below which `roots` has a member. */
export const withoutSubtrees = (set: FieldSet, roots: FieldSet): FieldSet => {
  if (roots.member) return EMPTY
  return fieldSet(
    set.member,
    [...set.children].map(([element, child]) => {
      const root = roots.children.get(element)
      return [element, root === undefined ? child : withoutSubtrees(child, root)]
    }),
  )
}

export const sameSet = (left: FieldSet, right: FieldSet): boolean =>
  left.member === right.member &&
  left.children.size === right.children.size &&
  [...left.children].every(([element, child]) => {
    const other = right.children.get(element)
    return other !== undefined && sameSet(child, other)
  })

/** Every path of the set, as lists of elements. */
export const pathsOf = (set: FieldSet, prefix: readonly string[] = []): string[][] => [
  ...(set.member ? [[...prefix]] : []),
  ...[...set.children].flatMap(([element, child]) => pathsOf(child, [...prefix, element])),
]

/** The tree as it stands in an object's `managedFields`. */
export const toFieldsV1 = (set: FieldSet): JsonObject => {
  const children = [...set.children].sort(([left], [right]) => (left < right ? -1 : 1))
  return {
    ...(set.member && children.length > 0 ? { '.': {} } : {}),
    ...Object.fromEntries(children.map(([element, child]) => [element, toFieldsV1(child)])),
  }
}

export const fromFieldsV1 = (tree: unknown): FieldSet => {
  if (!isObject(tree)) return EMPTY
  const entries = Object.entries(tree)
  if (entries.length === 0) return LEAF
  return fieldSet(
    '.' in tree,
    entries.filter(([element]) => element !== '.').map(([element, child]) => [element, fromFieldsV1(child)]),
  )
}
