import { describe, expect, it } from 'vitest'
import { s3Access } from '../../lib/cli/upload/s3a-settings.ts'

const access = (settings: Record<string, string>, environment: Record<string, string> = {}) =>
  s3Access((name) => settings[name], 'team-bucket', environment)

const KEYS = { 'fs.s3a.access.key': 'id', 'fs.s3a.secret.key': 'secret' }
const HADOOP = 'org.apache.hadoop.fs.s3a.'
const by = (...names: string[]) => ({ 'fs.s3a.aws.credentials.provider': names.join(' ,\n') })

describe('how S3A reaches a bucket', () => {
  it('is left to the AWS SDK where nothing is set', () => {
    expect(access({})).toEqual({})
  })

  it('is by endpoint, region, path style and keys', () => {
    const settings = {
      ...KEYS,
      'fs.s3a.endpoint': 'store.example:9000',
      'fs.s3a.endpoint.region': 'eu-west-1',
      'fs.s3a.path.style.access': 'true',
      'fs.s3a.connection.ssl.enabled': 'false',
      'fs.s3a.requester.pays.enabled': 'true',
    }
    expect(access(settings)).toEqual({
      endpoint: 'http://store.example:9000',
      region: 'eu-west-1',
      pathStyle: true,
      requesterPays: true,
      credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    })
  })

  it('is by what is set for the bucket, before what is set for all', () => {
    const settings = {
      'fs.s3a.endpoint': 'https://all.example',
      'fs.s3a.bucket.team-bucket.endpoint': 'https://one.example',
      'fs.s3a.bucket.other.endpoint': 'https://other.example',
      'fs.s3a.bucket.team-bucket.aws.credentials.provider': `${HADOOP}AnonymousAWSCredentialsProvider`,
    }
    expect(access(settings)).toEqual({ endpoint: 'https://one.example', anonymous: true })
  })

  it.each([
    ['s3.amazonaws.com', {}],
    ['https://s3.amazonaws.com/', {}],
    ['s3.eu-central-1.amazonaws.com', { region: 'eu-central-1' }],
    ['https://s3-us-west-2.amazonaws.com', { region: 'us-west-2' }],
    ['s3.cn-north-1.amazonaws.com.cn', { region: 'cn-north-1' }],
    ['s3.us-gov-west-1.amazonaws.com', { region: 'us-gov-west-1' }],
    ['s3.example.com', { endpoint: 'https://s3.example.com' }],
  ])('is AWS itself where the endpoint is one of its own: %s', (endpoint, expected) => {
    expect(access({ 'fs.s3a.endpoint': endpoint })).toEqual(expected)
  })

  it('names the flag that is none', () => {
    expect(() => access({ 'fs.s3a.path.style.access': 'yes' })).toThrow('fs.s3a.path.style.access')
  })
})

describe('whom S3A names', () => {
  it('is the session, where there is a token', () => {
    expect(access({ ...KEYS, 'fs.s3a.session.token': 'token' })).toEqual({
      credentials: { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' },
    })
  })

  it('is the first of the providers that has credentials', () => {
    const environment = { AWS_ACCESS_KEY_ID: 'env', AWS_SECRET_ACCESS_KEY: 'env-secret' }
    const providers = by(
      `${HADOOP}TemporaryAWSCredentialsProvider`,
      'com.amazonaws.auth.EnvironmentVariableCredentialsProvider',
      `${HADOOP}SimpleAWSCredentialsProvider`,
    )
    expect(access({ ...providers, ...KEYS }, environment)).toEqual({
      credentials: { accessKeyId: 'env', secretAccessKey: 'env-secret' },
    })
    expect(access({ ...providers, ...KEYS })).toEqual({
      credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
    })
  })

  it('is a profile of the AWS configuration', () => {
    const provider = by('software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider')
    expect(access(provider)).toEqual({ profile: 'default' })
    expect(access(provider, { AWS_PROFILE: 'team' })).toEqual({ profile: 'team' })
  })

  it('is left to the AWS SDK for what only a machine of AWS has', () => {
    expect(access({ ...by(`${HADOOP}auth.IAMInstanceCredentialsProvider`), ...KEYS })).toEqual({})
  })

  it('cannot be told by a class that only a JVM loads', () => {
    expect(() => access(by('com.example.OurProvider'))).toThrow(
      /com\.example\.OurProvider cannot be used: .* known are /,
    )
    expect(() => access(by(`${HADOOP}auth.AssumedRoleCredentialProvider`))).toThrow('name a profile')
    expect(() => access(by('toString'))).toThrow('toString cannot be used')
  })

  it('is nobody where none of the providers has credentials', () => {
    const store = { 'fs.s3a.security.credential.provider.path': 'jceks://file/keys' }
    expect(() => access({ ...by(`${HADOOP}SimpleAWSCredentialsProvider`), ...store })).toThrow(
      'none of them has credentials (keys in a credential store are not read here)',
    )
  })
})
