import { badRequest } from '../api-error.ts'
import { isObject } from '../json.ts'

/** Where the next page of a list begins, and of which revision it is; to clients a word without meaning. */
export interface ContinueToken {
  /** -1 stands for whatever is current: a list that goes on although its beginning is forgotten. */
  readonly revision: number
  readonly after: string
}

const VERSION = 'meta.k8s.io/v1'

export const writeContinueToken = ({ revision, after }: ContinueToken): string =>
  Buffer.from(JSON.stringify({ v: VERSION, rv: revision, start: `/${after}\u0000` })).toString('base64url')

/** @throws ApiError BadRequest for what is no token */
export const readContinueToken = (text: string): ContinueToken => {
  const decoded = Buffer.from(text, 'base64url').toString()
  try {
    const token: unknown = JSON.parse(decoded)
    if (isObject(token) && typeof token['rv'] === 'number' && typeof token['start'] === 'string') {
      return { revision: token['rv'], after: token['start'].slice(1, -1) }
    }
  } catch {
    // Falls through to the same answer as a token of the wrong shape.
  }
  throw badRequest(
    `invalid continue token: continue key is not valid: invalid character '${decoded[0] ?? ''}' looking for beginning of value`,
  )
}
