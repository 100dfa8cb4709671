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
  /** Whether nobody is named to the store, as for a public bucket. */
  readonly anonymous?: boolean
  /** Whose credentials are taken of the person's AWS configuration. */
  readonly profile?: string
  /** Whether the requester pays, and not the bucket's owner. */
  readonly requesterPays?: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

/** What the SDK wants before it leaves a request as it is. */
const ANONYMOUS: S3ClientConfig = {
  credentials: { accessKeyId: '', secretAccessKey: '' },
  signer: { sign: async (request) => request },
}

function payAsRequester(client: S3Client): void {
  client.middlewareStack.add(
    (next) => (args) => {
      const { headers } = args.request as { readonly headers: Record<string, string> }
      headers['x-amz-request-payer'] = 'requester'
      return next(args)
    },
    { step: 'build', name: 'requesterPays' },
  )
}

/** Any region serves where none is known, as buckets are followed to theirs; but a profile may name one. */
function regionOf({ region, profile }: S3Access, environment: Environment): string | undefined {
  const named = region ?? environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION']
  return named ?? (profile === undefined && environment['AWS_PROFILE'] === undefined ? 'us-east-1' : undefined)
}

/**
 * A client for one store. A bucket of AWS in another region is followed there; an endpoint that is given, here or by the
 * environment, is no AWS, so its buckets go into the path unless told otherwise, and checksums are sent only where the
 * protocol requires them, as stores of other makes know no others.
 */
export function s3Client(access: S3Access, environment: Environment): S3Client {
  const { credentials, anonymous, profile, pathStyle, requesterPays } = access
  const elsewhere = access.endpoint ?? environment['AWS_ENDPOINT_URL_S3'] ?? environment['AWS_ENDPOINT_URL']
  const region = regionOf(access, environment)
  const client = new S3Client({
    followRegionRedirects: true,
    forcePathStyle: pathStyle ?? elsewhere !== undefined,
    ...(elsewhere === undefined ? {} : { endpoint: elsewhere, requestChecksumCalculation: 'WHEN_REQUIRED' }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(anonymous ? ANONYMOUS : {}),
    ...(profile === undefined ? {} : { profile }),
    ...(region === undefined ? {} : { region }),
  })
  if (requesterPays) payAsRequester(client)
  return sliceBodies(client)
}
