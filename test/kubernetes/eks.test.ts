import { describe, expect, it } from 'vitest'
import type { AwsCredentials, AwsIdentity } from '../../lib/kubernetes/aws-identity.ts'
import { eksConnection } from '../../lib/kubernetes/eks-connection.ts'
import { eksCredentials, eksToken } from '../../lib/kubernetes/eks-token.ts'
import { ManualTimers } from './manual-timers.ts'

const NOW = Date.UTC(2026, 0, 1)

const identityOf = (credentials: Partial<AwsCredentials> = {}, region = 'eu-west-1'): AwsIdentity => ({
  region: async () => region,
  credentials: async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', ...credentials }),
})
const urlOf = (token: string): URL => new URL(Buffer.from(token.replace('k8s-aws-v1.', ''), 'base64url').toString())

describe('eksToken', () => {
  it('is a presigned GetCallerIdentity of the region, whose signature covers the name of the cluster', async () => {
    const token = await eksToken('spark', identityOf({ sessionToken: 'session/+=' }), NOW)
    expect(token).toMatch(/^k8s-aws-v1\.[-\w]+$/)
    const url = urlOf(token)
    expect(url.origin + url.pathname).toBe('https://sts.eu-west-1.amazonaws.com/')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      Action: 'GetCallerIdentity',
      Version: '2011-06-15',
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Credential': 'AKIDEXAMPLE/20260101/eu-west-1/sts/aws4_request',
      'X-Amz-Date': '20260101T000000Z',
      'X-Amz-Expires': '60',
      'X-Amz-Security-Token': 'session/+=',
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
      'X-Amz-SignedHeaders': 'host;x-k8s-aws-id',
    })
  })

  it('is of no use for another cluster', async () => {
    const signature = async (name: string) =>
      urlOf(await eksToken(name, identityOf(), NOW)).searchParams.get('X-Amz-Signature')
    expect(await signature('one')).not.toBe(await signature('two'))
    expect(await signature('one')).toBe(await signature('one'))
  })

  it('goes to the STS of the partition', async () => {
    const token = await eksToken('spark', identityOf({}, 'cn-north-1'), NOW)
    expect(urlOf(token).hostname).toBe('sts.cn-north-1.amazonaws.com.cn')
  })
})

describe('eksCredentials', () => {
  const headerOf = async (provider: ReturnType<typeof eksCredentials>) => (await provider.get()).headers.authorization

  it('reuses a token for ten minutes', async () => {
    const timers = new ManualTimers()
    const provider = eksCredentials('spark', identityOf(), timers)
    const first = await headerOf(provider)
    expect(first).toMatch(/^Bearer k8s-aws-v1\./)
    await timers.advance(599_000)
    expect(await headerOf(provider)).toBe(first)
    await timers.advance(1_000)
    expect(await headerOf(provider)).not.toBe(first)
  })

  it('makes a new one before the credentials end that signed it', async () => {
    const timers = new ManualTimers()
    const provider = eksCredentials('spark', identityOf({ expiration: new Date(timers.now() + 180_000) }), timers)
    const first = await headerOf(provider)
    await timers.advance(119_000)
    expect(await headerOf(provider)).toBe(first)
    await timers.advance(1_000)
    expect(await headerOf(provider)).not.toBe(first)
  })

  it('makes a new one when the last was refused, and after a failure', async () => {
    const timers = new ManualTimers()
    let fails = false
    const identity = identityOf()
    const region = () => (fails ? Promise.reject(new Error('no region')) : identity.region())
    const provider = eksCredentials('spark', { ...identity, region }, timers)
    const first = await provider.get()
    await timers.advance(1_000)
    provider.invalidate(first)
    fails = true
    await expect(provider.get()).rejects.toThrow('no region')
    fails = false
    expect(await headerOf(provider)).not.toBe(first.headers.authorization)
  })
})

describe('eksConnection', () => {
  const cluster = {
    endpoint: 'https://abc.eks.amazonaws.com',
    certificateAuthority: { data: 'Y2E=' },
    status: 'ACTIVE',
  }
  const connect = (respond: () => Response | Promise<Response>) => {
    const asked: { url: string; headers: Headers }[] = []
    const connection = eksConnection({
      clusterName: 'spark',
      identity: identityOf(),
      timers: new ManualTimers(),
      fetch: async (input, init) => {
        asked.push({ url: String(input), headers: new Headers(init?.headers) })
        return respond()
      },
    })
    return { connection, asked }
  }

  it('asks EKS for the endpoint and the authority of the cluster, signed', async () => {
    const { connection, asked } = connect(() => Response.json({ cluster }))
    expect(await connection).toMatchObject({ url: cluster.endpoint, certificateAuthority: 'ca' })
    expect((await (await connection).credentials.get()).headers.authorization).toMatch(/^Bearer k8s-aws-v1\./)
    expect(asked[0]?.url).toBe('https://eks.eu-west-1.amazonaws.com/clusters/spark')
    expect(asked[0]?.headers.get('authorization')).toMatch(
      /Credential=AKIDEXAMPLE\/20260101\/eu-west-1\/eks\/aws4_request/,
    )
  })

  it.each([
    [404, 'there is no such cluster in this region', false],
    [403, 'eks:DescribeCluster', true],
    [500, 'oh dear', true],
  ])('says what %i means', async (status, said, retryable) => {
    const { connection } = connect(() => new Response('oh dear', { status }))
    await expect(connection).rejects.toMatchObject({
      code: 'EKS_DESCRIBE_CLUSTER',
      message: expect.stringContaining(said),
      retryable,
    })
  })

  it('may be tried again where EKS does not answer, or the cluster is still being made', async () => {
    await expect(connect(() => Promise.reject(new Error('no route'))).connection).rejects.toMatchObject({
      code: 'EKS_UNREACHABLE',
      retryable: true,
    })
    const creating = connect(() => Response.json({ cluster: { status: 'CREATING' } }))
    await expect(creating.connection).rejects.toThrow(/no endpoint \(it is CREATING\)/)
  })
})
