import { javaHash, pairHash } from './scala-hash.ts'

const BITS = 5
const HASH_BITS = 32
const LARGEST_SMALL_SET = 4

/** How Scala spreads a hash before it uses it: scala.collection.Hashing.improve. */
function improved(hash: number): number {
  let h = (hash + ~(hash << 9)) | 0
  h ^= h >>> 14
  h = (h + (h << 4)) | 0
  return h ^ (h >>> 10)
}

interface Hashed<T> {
  readonly item: T
  readonly hash: number
}

function trieOrder<T>(items: readonly Hashed<T>[], shift: number): readonly Hashed<T>[] {
  if (items.length < 2 || shift >= HASH_BITS) return items
  const branches = Map.groupBy(items, ({ hash }) => (hash >>> shift) & (2 ** BITS - 1))
  const ascending = [...branches].sort(([left], [right]) => left - right).map(([, branch]) => branch)
  return [
    ...ascending.filter((branch) => branch.length === 1).flat(),
    ...ascending.filter((branch) => branch.length > 1).flatMap((branch) => trieOrder(branch, shift + BITS)),
  ]
}

/** The items as Scala's immutable Set goes through them: up to four as they come, more by the trie of their hashes. */
export function scalaSetOrder<T>(items: readonly T[], hashOf: (item: T) => number): readonly T[] {
  if (items.length <= LARGEST_SMALL_SET) return items
  const hashed = items.map((item) => ({ item, hash: improved(hashOf(item)) }))
  return trieOrder(hashed, 0).map(({ item }) => item)
}

/** The keys as Scala's immutable Map goes through them. */
export const scalaMapOrder = (keys: readonly string[]): readonly string[] => scalaSetOrder(keys, javaHash)

/**
 * Settings as SparkConf.getAll gives them, and all that is made of it: as a mutable HashSet of Scala goes through the
 * pairs of keys and values.
 */
export function settingsOrder(settings: Iterable<readonly [string, string]>): readonly (readonly [string, string])[] {
  const hashed = Array.from(settings, (pair) => {
    const hash = pairHash(pair)
    return { pair, hash: hash ^ (hash >>> 16) }
  })
  let size = 16
  while (hashed.length >= size * 0.75) size *= 2
  const bucket = (hash: number): number => hash & (size - 1)
  return hashed
    .sort((left, right) => bucket(left.hash) - bucket(right.hash) || left.hash - right.hash)
    .map(({ pair }) => pair)
}
