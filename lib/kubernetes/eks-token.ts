import { presignedUrl } from '../aws/presigned-url.ts'
import type { AwsIdentity } from './aws-identity.ts'
import { bearer, type CredentialsProvider } from './cluster-connection.ts'
import { beforeEnd, renewedCredentials } from './renewed-credentials.ts'
import type { Timers } from './timers.ts'

/** EKS takes a token for 15 minutes after it was signed, by its own clock: four of them are left to clocks that differ. */
const LIFE_MS = 11 * 60_000
/** How long STS would honour the URL in the token; EKS asks STS at once. */
const URL_SECONDS = 60

/** The DNS suffix of the region's partition. */
export const dnsSuffix = (region: string): string => (region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com')

/**
 * A bearer token for an EKS cluster, as `aws eks get-token` makes it: a presigned STS GetCallerIdentity whose signature
 * covers the cluster's name, so that no other cluster can use it. Made in process, without a call.
 */
export async function eksToken(clusterName: string, identity: AwsIdentity, now: number): Promise<string> {
  const region = await identity.region()
  const url = await presignedUrl(
    { service: 'sts', region, credentials: identity.credentials },
    {
      method: 'GET',
      url: new URL(`https://sts.${region}.${dnsSuffix(region)}/`),
      query: { Action: 'GetCallerIdentity', Version: '2011-06-15' },
      headers: { 'x-k8s-aws-id': clusterName },
      seconds: URL_SECONDS,
    },
    now,
  )
  return `k8s-aws-v1.${Buffer.from(url).toString('base64url')}`
}

/** Tokens for the cluster, each reused for ten minutes at most and never to the end of the credentials that signed it. */
export function eksCredentials(clusterName: string, identity: AwsIdentity, timers: Timers): CredentialsProvider {
  return renewedCredentials(async () => {
    const { expiration } = await identity.credentials()
    const token = await eksToken(clusterName, identity, timers.now())
    const left = expiration === undefined ? LIFE_MS : expiration.getTime() - timers.now()
    return { credentials: bearer(token), freshForMs: beforeEnd(Math.min(LIFE_MS, left)) }
  }, timers.monotonic)
}
