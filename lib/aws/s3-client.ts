import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { sliceBodies } from './sliced-bodies.ts'

/** How a store is reached; what is absent comes from the SDK's own chain of defaults. */
export interface S3Access {
  /** URL with a scheme. */
  readonly endpoint?: string
  readonly region?: string
  /** Whether buckets go into the path of the URL instead of its host. */
  readonly pathStyle?: boolean
  readonly credentials?: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string
  }
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * A client for one store. A bucket of AWS in another region is followed there; an endpoint that is given, here or by the
 * environment, is no AWS, so its buckets go into the path unless told otherwise, and checksums are sent only where the
 * protocol requires them, as stores of other makes know no others.
 */
export function s3Client(access: S3Access, environment: Environment): S3Client {
  const elsewhere = access.endpoint ?? environment['AWS_ENDPOINT_URL_S3'] ?? environment['AWS_ENDPOINT_URL']
  const config: S3ClientConfig = {
    followRegionRedirects: true,
    forcePathStyle: access.pathStyle ?? elsewhere !== undefined,
    ...(elsewhere === undefined ? {} : { endpoint: elsewhere, requestChecksumCalculation: 'WHEN_REQUIRED' }),
    ...(access.credentials === undefined ? {} : { credentials: access.credentials }),
  }
  const region = access.region ?? environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION']
  if (region !== undefined) return sliceBodies(new S3Client({ ...config, region }))
  // A profile may name the region; without one, any serves, as buckets are followed to theirs.
  return sliceBodies(
    new S3Client(environment['AWS_PROFILE'] === undefined ? { ...config, region: 'us-east-1' } : config),
  )
}
