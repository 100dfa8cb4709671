import { describe, expect, it } from 'vitest'
import { ALL_JOBS_INDEX, LISTED_FIELDS, NAMESPACE_INDEX } from '../../lib/aws/dynamodb-job-list.ts'
import { EKS, resources, synthesize } from './synthesize.ts'

const JWT = { ...EKS, api: { jwt: { issuer: 'https://idp.example.com/', audience: ['sparkdrop'] } } }

const only = (type: string, context: unknown = EKS) => {
  const found = resources(synthesize(context), type)
  expect(found).toHaveLength(1)
  return found[0]?.properties
}

describe('the HTTP API', () => {
  it('has one route, to the one function, which asks for a signature of IAM', () => {
    const route = only('AWS::ApiGatewayV2::Route')
    expect(route).toMatchObject({ RouteKey: 'ANY /{proxy+}', AuthorizationType: 'AWS_IAM' })
    expect(only('AWS::ApiGatewayV2::Integration')).toMatchObject({
      IntegrationType: 'AWS_PROXY',
      PayloadFormatVersion: '2.0',
    })
    expect(resources(synthesize(), 'AWS::ApiGatewayV2::Authorizer')).toEqual([])
  })

  it('asks for a token of the issuer that the context names, and for nothing less', () => {
    expect(only('AWS::ApiGatewayV2::Route', JWT)).toMatchObject({
      AuthorizationType: 'JWT',
      AuthorizerId: expect.anything(),
    })
    expect(only('AWS::ApiGatewayV2::Authorizer', JWT)).toMatchObject({
      AuthorizerType: 'JWT',
      IdentitySource: ['$request.header.Authorization'],
      JwtConfiguration: { Issuer: 'https://idp.example.com/', Audience: ['sparkdrop'] },
    })
  })

  it.each([
    ['an issuer without TLS', { jwt: { issuer: 'http://idp', audience: ['a'] } }, /api\.jwt\.issuer: must be the URL/],
    ['larger files than S3 takes at once', { largestUploadMiB: 5121 }, /api\.largestUploadMiB/],
    ['no audience', { jwt: { issuer: 'https://idp', audience: [] } }, /api\.jwt\.audience/],
    ['a word for no authorisation', { auth: 'none' }, /"auth"/],
  ])('cannot be made with %s', (_what, api, message) => {
    expect(() => synthesize({ ...EKS, api })).toThrow(message)
  })

  it('bears so many requests, and writes down who called what, but neither headers nor queries', () => {
    const stage = only('AWS::ApiGatewayV2::Stage', { ...EKS, api: { requestsPerSecond: 7, burst: 9 } })
    expect(stage).toMatchObject({
      StageName: '$default',
      DefaultRouteSettings: { ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 },
    })
    const { Format } = stage.AccessLogSettings
    for (const wanted of ['$context.identity.userArn', '$context.status', '$context.path'])
      expect(Format).toContain(wanted)
    expect(Format).not.toMatch(/header|query/i)
  })

  it('answers before API Gateway has had enough', () => {
    const found = resources(synthesize(), 'AWS::Lambda::Function')
    const api = found.find(({ properties }) => properties.FunctionName === 'sparkdrop-api')
    expect(api?.properties.Timeout).toBeLessThan(30)
    expect(JSON.stringify(api?.properties.Environment)).toContain('DEAD_LETTERS')
    expect(api?.properties.Environment.Variables).toMatchObject({
      UPLOAD_PATH: { 'Fn::Join': ['', ['s3a://', expect.anything(), '/uploads']] },
      LARGEST_UPLOAD: String(5 * 1024 ** 3),
    })
  })
})

describe('the indices that jobs are listed by', () => {
  it.each([
    [ALL_JOBS_INDEX, 'shard'],
    [NAMESPACE_INDEX, 'tenant'],
  ])('%s holds what can be asked for, and no more', (IndexName, key) => {
    const tables = resources(synthesize(), 'AWS::DynamoDB::Table')
    const indices = tables.flatMap(({ properties }) => properties.GlobalSecondaryIndexes)
    expect(indices).toContainEqual({
      IndexName,
      KeySchema: [
        { AttributeName: key, KeyType: 'HASH' },
        { AttributeName: 'listed', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...LISTED_FIELDS] },
    })
  })
})
