import { Readable } from 'node:stream'
import type { S3Client } from '@aws-sdk/client-s3'

/** Bytes that are handed to the connection at a time. */
const SLICE = 512 * 1024

function* slices(body: Uint8Array): Generator<Uint8Array> {
  for (let start = 0; start < body.length; start += SLICE) yield body.subarray(start, start + SLICE)
}

/**
 * Lets the client hand large bodies to the connection piece by piece, as this takes them. Handed over whole, each would be
 * held a second time, encrypted. The body is still one buffer for signatures, checksums and further attempts.
 */
export function sliceBodies(client: S3Client): S3Client {
  client.middlewareStack.add(
    (next) => (args) => {
      const { request } = args
      const { body } = request as { readonly body?: unknown }
      if (!(body instanceof Uint8Array) || body.length <= SLICE) return next(args)
      const sliced = Object.assign(Object.create(Object.getPrototypeOf(request)), request, {
        body: Readable.from(slices(body), { objectMode: false }),
      })
      return next({ ...args, request: sliced })
    },
    { step: 'deserialize', priority: 'low', name: 'slicedBodies' },
  )
  return client
}
