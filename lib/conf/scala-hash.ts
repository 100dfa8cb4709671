const HASH_BITS = 32
const PRODUCT_SEED = 0xcafebabe

/** String.hashCode of Java. */
export function javaHash(text: string): number {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  return hash
}

const rotated = (bits: number, by: number): number => (bits << by) | (bits >>> (HASH_BITS - by))

/** The last step of a MurmurHash3, before its end. */
const mixedLast = (hash: number, value: number): number =>
  hash ^ Math.imul(rotated(Math.imul(value, 0xcc9e2d51), 15), 0x1b873593)

/** One step of a MurmurHash3. */
const mixed = (hash: number, value: number): number =>
  (Math.imul(rotated(mixedLast(hash, value), 13), 5) + 0xe6546b64) | 0

function ended(hash: number, length: number): number {
  let end = hash ^ length
  end = Math.imul(end ^ (end >>> 16), 0x85ebca6b)
  end = Math.imul(end ^ (end >>> 13), 0xc2b2ae35)
  return end ^ (end >>> 16)
}

/** The hash of a Scala case class or tuple of this name, by the hashes of its fields: MurmurHash3.productHash. */
export const productHash = (name: string, fields: readonly number[]): number =>
  ended([javaHash(name), ...fields].reduce(mixed, PRODUCT_SEED), fields.length)

/** The hash of a pair of texts. */
export const pairHash = ([left, right]: readonly [string, string]): number =>
  productHash('Tuple2', [javaHash(left), javaHash(right)])

/** The hash of an Option of a text. */
export const optionHash = (text: string | undefined): number =>
  text === undefined ? javaHash('None') : productHash('Some', [javaHash(text)])

/** The hash of a Map from text to text, whatever its order: MurmurHash3.mapHash. */
export function mapHash(entries: readonly (readonly [string, string])[]): number {
  const hashes = entries.map(pairHash)
  const sum = hashes.reduce((all, hash) => (all + hash) | 0, 0)
  const exclusive = hashes.reduce((all, hash) => all ^ hash, 0)
  const product = hashes.reduce((all, hash) => Math.imul(all, hash | 1), 1)
  return ended(mixedLast(mixed(mixed(javaHash('Map'), sum), exclusive), product), entries.length)
}
