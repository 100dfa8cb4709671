import { describe, expect, it } from 'vitest'
import { ContextError, parseContext } from '../../infra/context.ts'
import { EKS, ENDPOINT, synthesize } from './synthesize.ts'

const messageOf = (context: unknown): string => {
  try {
    parseContext(context)
  } catch (error) {
    if (error instanceof ContextError) return error.message
    throw error
  }
  return ''
}

describe('the context of the CDK app', () => {
  it('needs no more than a cluster', () => {
    expect(parseContext(EKS)).toMatchObject({ stackName: 'sparkdrop', removal: 'retain', logRetentionDays: 30 })
    expect(parseContext(ENDPOINT)).toMatchObject({ uploadPrefix: 'uploads', sparkDefaults: {}, drivers: [] })
  })

  it('may be JSON text, as the command line gives it', () => {
    expect(parseContext(JSON.stringify({ ...EKS, stackName: 'other' }))).toMatchObject({ stackName: 'other' })
  })

  it.each([
    ['where it is missing', undefined, 'it is missing: set it in cdk.json'],
    ['as text that is not JSON', '{', 'it is text that is not JSON'],
    ['without a cluster', {}, 'cluster: '],
    ['with a cluster of another kind', { cluster: { kind: 'gke', name: 'x' } }, 'cluster.kind: '],
    ['with an EKS cluster without a name', { cluster: { kind: 'eks' } }, 'cluster.name: '],
    [
      'with an endpoint that is no URL',
      { cluster: { ...ENDPOINT.cluster, endpoint: 'x' } },
      'cluster.endpoint: must be an http:// or https:// URL',
    ],
    [
      'with a retention that CloudWatch does not know',
      { ...EKS, logRetentionDays: 2 },
      'logRetentionDays: Invalid option: expected one of 1|3|5',
    ],
    [
      "with a property that is not Spark's",
      { ...EKS, sparkDefaults: { 'park.x': '1' } },
      'must be a property that begins with "spark."',
    ],
    [
      'with a property that is not text',
      { ...EKS, sparkDefaults: { 'spark.x': 1 } },
      'sparkDefaults.spark.x: Invalid input: expected string, received number',
    ],
    ['with a key that does not exist', { ...EKS, retention: 3 }, 'Unrecognized key: "retention"'],
    [
      'with a network without subnets',
      { ...EKS, vpc: { subnetIds: [], securityGroupIds: ['sg-0a1b2c3d4e5f60001'] } },
      'vpc.subnetIds: ',
    ],
    [
      'with a prefix that begins with a slash',
      { ...EKS, uploadPrefix: '/x' },
      'uploadPrefix: must be a path without a leading or trailing slash',
    ],
  ])('is refused %s, saying what is wrong and what would be right', (_, context, expected) => {
    expect(messageOf(context)).toContain(expected)
    expect(messageOf(context)).toContain('Example: -c sparkdrop=')
  })

  it('fails the synthesis where it is wrong', () => {
    expect(() => synthesize({ cluster: { kind: 'eks' } })).toThrow(ContextError)
  })

  it('refuses defaults that are too long for one parameter', () => {
    const sparkDefaults = { 'spark.driver.extraJavaOptions': 'x'.repeat(9000) }
    expect(() => synthesize({ ...EKS, sparkDefaults })).toThrow('sparkDefaults: it makes a file of 90')
  })
})
