import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'

/** Who signs, for which service of which region. */
export interface UrlSigner {
  readonly service: string
  readonly region: string
  readonly credentials: () => Promise<{
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string
  }>
}

/** What the signature covers; headers that are named here have to be sent just so, but for the host, which clients send anyway. */
export interface PresignedRequest {
  readonly method: string
  /** Encoded as it is to be sent; with the host, and without a query. */
  readonly url: URL
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  /** The hash of the body that is signed, where the service wants another than that of an empty one. */
  readonly payload?: string
  readonly seconds: number
}

/** Signature Version 4 leaves fewer characters as they are than `encodeURIComponent` does. */
export const awsEncoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)

/**
 * A URL with a signature in its query (SigV4), which whoever has it can use until its time is over. Made in process, without a call.
 * @param now milliseconds since the epoch
 */
export async function presignedUrl(by: UrlSigner, request: PresignedRequest, now: number): Promise<string> {
  const { method, url, query = {}, headers = {}, payload, seconds } = request
  // The SDK's own rule: S3's keys are signed as they are sent, paths of other services are encoded once more.
  const signer = new SignatureV4({ ...by, sha256: Sha256, uriEscapePath: by.service !== 's3' })
  const signed = await signer.presign(
    {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      query: { ...query },
      headers: { host: url.host, ...headers, ...(payload === undefined ? {} : { 'X-Amz-Content-Sha256': payload }) },
    },
    {
      signingDate: new Date(now),
      expiresIn: seconds,
      unhoistableHeaders: new Set(Object.keys(headers)),
    },
  )
  const pairs = Object.entries(signed.query ?? {}).map(
    ([key, value]) => `${awsEncoded(key)}=${awsEncoded(String(value))}`,
  )
  return `${url.origin}${url.pathname}?${pairs.join('&')}`
}
