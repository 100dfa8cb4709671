const BITS = 5
const HASH_BITS = 32
const LARGEST_SMALL_MAP = 4

/** String.hashCode of Java. */
function javaHash(text: string): number {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  return hash
}

/** How Scala spreads a hash before it uses it: scala.collection.Hashing.improve. */
function improved(hash: number): number {
  let h = (hash + ~(hash << 9)) | 0
  h ^= h >>> 14
  h = (h + (h << 4)) | 0
  return h ^ (h >>> 10)
}

function trieOrder(keys: readonly string[], shift: number): readonly string[] {
  if (keys.length < 2 || shift >= HASH_BITS) return keys
  const branches = Map.groupBy(keys, (key) => (improved(javaHash(key)) >>> shift) & (2 ** BITS - 1))
  const ascending = [...branches].sort(([left], [right]) => left - right).map(([, branch]) => branch)
  return [
    ...ascending.filter((branch) => branch.length === 1).flat(),
    ...ascending.filter((branch) => branch.length > 1).flatMap((branch) => trieOrder(branch, shift + BITS)),
  ]
}

/** The keys as Scala's immutable Map goes through them: up to four as they come, more by the trie of their hashes. */
export const scalaMapOrder = (keys: readonly string[]): readonly string[] =>
  keys.length <= LARGEST_SMALL_MAP ? keys : trieOrder(keys, 0)

const rotated = (bits: number, by: number): number => (bits << by) | (bits >>> (HASH_BITS - by))

/** One step of MurmurHash3, by which Scala hashes case classes and tuples. */
function mixed(hash: number, value: number): number {
  const spread = Math.imul(rotated(Math.imul(value, 0xcc9e2d51), 15), 0x1b873593)
  return (Math.imul(rotated(hash ^ spread, 13), 5) + 0xe6546b64) | 0
}

/** The hash of a pair of texts: MurmurHash3.productHash of a Tuple2. */
function pairHash(pair: readonly [string, string]): number {
  let hash = ['Tuple2', ...pair].reduce((before, text) => mixed(before, javaHash(text)), 0xcafebabe)
  hash ^= pair.length
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

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
