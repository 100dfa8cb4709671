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

/** The keys as a ConcurrentHashMap of Java goes through them that holds them and nothing else. */
export function javaMapOrder(keys: readonly string[]): readonly string[] {
  let size = 16
  while (keys.length >= size * 0.75) size *= 2
  const bucket = (key: string): number => {
    const hash = javaHash(key)
    return (hash ^ (hash >>> 16)) & (size - 1)
  }
  return keys.toSorted((left, right) => bucket(left) - bucket(right))
}
