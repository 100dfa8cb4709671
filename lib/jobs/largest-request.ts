/** Bytes, as JSON: what the table and the queue hold of one job, with room for its history. */
const LARGEST_REQUEST = 200_000

/** What is wrong with a request that is too large to be kept; undefined where it is not. */
export const tooLarge = (request: unknown): string | undefined => {
  const size = Buffer.byteLength(JSON.stringify(request))
  if (size <= LARGEST_REQUEST) return undefined
  return `the request has ${size} bytes: expected at most ${LARGEST_REQUEST}; put large arguments into a file`
}
