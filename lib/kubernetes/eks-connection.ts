import { Sha256 } from '@aws-crypto/sha256-js'
import { SignatureV4 } from '@smithy/signature-v4'
import { SparkdropError, TransientError } from '../errors/sparkdrop-error.ts'
import type { AwsIdentity } from './aws-identity.ts'
import type { ClusterConnection } from './cluster-connection.ts'
import { dnsSuffix, eksCredentials } from './eks-token.ts'
import type { Timers } from './timers.ts'

export interface EksOptions {
  readonly clusterName: string
  readonly identity: AwsIdentity
  readonly timers: Timers
  /** Another address of the EKS API: an emulator's. */
  readonly endpointUrl?: string
  readonly proxy?: string
  readonly fetch?: typeof fetch
}

interface ClusterDescription {
  readonly endpoint?: string
  readonly certificateAuthority?: { readonly data?: string }
  readonly status?: string
}

const TIMEOUT_MS = 5_000

/**
 * The connection of an EKS cluster, by its name: endpoint and certificate authority from eks:DescribeCluster (one signed
 * GET: a client of its own for it would be the largest part of the bundle), the token made in process.
 */
export async function eksConnection(options: EksOptions): Promise<ClusterConnection> {
  const { clusterName, identity, timers, proxy } = options
  const { endpoint, certificateAuthority, status } = await describeCluster(options)
  if (endpoint === undefined || certificateAuthority?.data === undefined) {
    throw new TransientError(
      'EKS_NOT_READY',
      `the EKS cluster ${clusterName} has no endpoint (it is ${status ?? 'of no status'})`,
    )
  }
  return {
    url: endpoint,
    certificateAuthority: Buffer.from(certificateAuthority.data, 'base64').toString('utf8'),
    credentials: eksCredentials(clusterName, identity, timers),
    ...(proxy === undefined ? {} : { proxy }),
  }
}

async function describeCluster(options: EksOptions): Promise<ClusterDescription> {
  const { clusterName, identity, timers } = options
  const region = await identity.region()
  const url = new URL(options.endpointUrl ?? `https://eks.${region}.${dnsSuffix(region)}`)
  const signer = new SignatureV4({ service: 'eks', region, credentials: identity.credentials, sha256: Sha256 })
  const path = `/clusters/${encodeURIComponent(clusterName)}`
  const request = { method: 'GET', protocol: url.protocol, hostname: url.hostname, path, headers: { host: url.host } }
  const { headers } = await signer.sign(request, { signingDate: new Date(timers.now()) })
  const answer = await ask(options, new URL(path, url), headers)
  if (answer.ok) return ((await answer.json()) as { cluster?: ClusterDescription }).cluster ?? {}
  const what = `eks:DescribeCluster of ${clusterName} in ${region} was refused with ${answer.status}`
  const hint = HINTS[answer.status] ?? (await answer.text()).slice(0, 200)
  throw new SparkdropError('EKS_DESCRIBE_CLUSTER', `${what}: ${hint}`, answer.status !== 404, {
    details: { clusterName, region, httpStatus: answer.status },
  })
}

const HINTS: Readonly<Record<number, string>> = {
  403: 'this role needs eks:DescribeCluster on the cluster',
  404: 'there is no such cluster in this region',
}

async function ask({ fetch: send = fetch, clusterName }: EksOptions, url: URL, headers: Record<string, string>) {
  try {
    return await send(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) })
  } catch (cause) {
    throw new TransientError('EKS_UNREACHABLE', `eks:DescribeCluster of ${clusterName}: no answer from ${url.host}`, {
      cause,
    })
  }
}
