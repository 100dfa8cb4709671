import { Sha256 } from '@aws-crypto/sha256-js'
import { CloudFormationClient } from '@aws-sdk/client-cloudformation'
import { SignatureV4 } from '@smithy/signature-v4'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'

/** A request that is about to be sent. */
export interface UnsignedRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface SignerIdentity {
  readonly region: () => Promise<string>
  readonly credentials: () => Promise<{
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string
  }>
}

/** Who the SDK finds: environment, profile, sign-on, container, instance. */
export function personIdentity(): SignerIdentity {
  const { config } = new CloudFormationClient()
  return { region: () => config.region(), credentials: () => config.credentials() }
}

/** AWS's own names of an endpoint say its service and region; any other name is a domain in front of API Gateway. */
const ENDPOINT = /\.(execute-api|lambda-url)\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$/

const SERVICES: Readonly<Record<string, string>> = { 'execute-api': 'execute-api', 'lambda-url': 'lambda' }

const refused = (code: string, message: string) => (cause: unknown) => {
  const told = cause instanceof Error ? cause.message : String(cause)
  throw new InvalidJobError(code, `${message} (${told})`, { cause })
}

const queryOf = ({ searchParams }: URL): Record<string, string | string[]> =>
  Object.fromEntries([...new Set(searchParams.keys())].map((key) => [key, searchParams.getAll(key)]))

/**
 * Signs requests to an API behind IAM authorisation, by Signature Version 4.
 *
 * @param service whose request it is; absent: as the endpoint's name says, else API Gateway's
 * @returns the headers of the signed request
 * @throws InvalidJobError NO_AWS_CREDENTIALS, REGION_MISSING
 */
export function requestSigner(identity: SignerIdentity, now: () => number, service?: string) {
  return async ({ method, url, headers, body }: UnsignedRequest): Promise<Readonly<Record<string, string>>> => {
    const [, kind = 'execute-api', ownRegion] = ENDPOINT.exec(url.hostname) ?? []
    const region =
      ownRegion ??
      (await identity
        .region()
        .catch(refused('REGION_MISSING', 'no AWS region is known: set AWS_REGION or AWS_PROFILE')))
    const credentials = await identity
      .credentials()
      .catch(
        refused('NO_AWS_CREDENTIALS', 'no AWS credentials were found: sign in, set AWS_PROFILE, or SPARKDROP_TOKEN'),
      )
    const signer = new SignatureV4({ service: service ?? SERVICES[kind] ?? kind, region, credentials, sha256: Sha256 })
    const signed = await signer.sign(
      {
        method,
        protocol: url.protocol,
        hostname: url.hostname,
        ...(url.port === '' ? {} : { port: Number(url.port) }),
        path: url.pathname,
        query: queryOf(url),
        headers: { ...headers, host: url.host },
        ...(body === undefined ? {} : { body }),
      },
      { signingDate: new Date(now()) },
    )
    const { host: _host, ...sent } = signed.headers
    return sent
  }
}
