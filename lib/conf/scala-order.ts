const BITS = 5
const HASH_BITS = 32
const LARGEST_SMALL_MAP = 4

/** String.hashCode of Java. */
const javaHash = (text: string): number => {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  return hash
}

/** How Scala spreads a hash before it uses it: scala.collection.Hashing.improve. */
const improved = (hash: number): number => {
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

/**
 * The keys in the order in which Scala's immutable Map goes through them: as they were put in up to four, by the trie
 * of their hashes beyond. Where Spark numbers things in this order, so does whoever wants the same numbers.
 */
export const scalaMapOrder = (keys: readonly string[]): readonly string[] =>
  keys.length <= LARGEST_SMALL_MAP ? keys : trieOrder(keys, 0)
