import { describe, expect, it } from 'vitest'
import { DUE_JOBS_INDEX, OPEN_JOBS_INDEX } from '../../lib/aws/dynamodb-job-store.ts'
import { EKS, resources, synthesize } from './synthesize.ts'

const template = synthesize()
const buckets = resources(template, 'AWS::S3::Bucket')
const bucket = (name: string) => buckets.find(({ id }) => id.startsWith(name))?.properties

describe('the buckets', () => {
  it('are encrypted, never public, and owned by the account alone', () => {
    expect(buckets).toHaveLength(3)
    for (const { properties } of buckets) {
      expect(properties.BucketEncryption.ServerSideEncryptionConfiguration).toHaveLength(1)
      expect(Object.values(properties.PublicAccessBlockConfiguration)).toEqual([true, true, true, true])
      expect(properties.OwnershipControls.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }])
    }
  })

  it('are reached over TLS only', () => {
    const policies = resources(template, 'AWS::S3::BucketPolicy')
    expect(policies.map(({ properties }) => properties.Bucket.Ref).sort()).toEqual(buckets.map(({ id }) => id).sort())
    for (const { properties } of policies) {
      expect(properties.PolicyDocument.Statement[0]).toMatchObject({
        Effect: 'Deny',
        Action: 's3:*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      })
    }
  })

  it('drop uploads that were never finished', () => {
    for (const { properties } of buckets) {
      expect(properties.LifecycleConfiguration.Rules[0].AbortIncompleteMultipartUpload.DaysAfterInitiation).toBe(1)
    }
  })

  it('keep versions of what was dropped, and tell EventBridge of it', () => {
    expect(bucket('Drop')).toMatchObject({
      VersioningConfiguration: { Status: 'Enabled' },
      NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    })
  })

  it('forget staged copies after the days that the context says', () => {
    const rules = resources(synthesize({ ...EKS, stagingExpiryDays: 3 }), 'AWS::S3::Bucket')
      .filter(({ id }) => id.startsWith('Staging'))
      .flatMap(({ properties }) => properties.LifecycleConfiguration.Rules)
    expect(rules).toContainEqual({ Id: 'staged-files', Status: 'Enabled', ExpirationInDays: 3 })
  })

  it('log who reads and writes', () => {
    const logs = buckets.find(({ id }) => id.startsWith('AccessLogs'))?.id
    for (const name of ['Drop', 'Staging']) {
      expect(bucket(name).LoggingConfiguration.DestinationBucketName).toEqual({ Ref: logs })
    }
  })
})

describe('the job table', () => {
  const table = resources(template, 'AWS::DynamoDB::Table')[0]?.properties

  it('is found by job id, charged by use, and can be set back to any second', () => {
    expect(table).toMatchObject({
      KeySchema: [{ AttributeName: 'jobId', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
    })
  })

  it.each([
    ['open', OPEN_JOBS_INDEX, 'open', 'updatedAt'],
    ['due', DUE_JOBS_INDEX, 'due', 'dueAt'],
  ])('has the index that the store asks for %s jobs', (_which, IndexName, hash, range) => {
    expect(table.GlobalSecondaryIndexes).toContainEqual({
      IndexName,
      KeySchema: [
        { AttributeName: hash, KeyType: 'HASH' },
        { AttributeName: range, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    })
  })
})

describe('what holds data', () => {
  const kept = (removal: 'retain' | 'destroy') => {
    const made = synthesize({ ...EKS, removal })
    return ['AWS::S3::Bucket', 'AWS::DynamoDB::Table'].flatMap((type) => resources(made, type))
  }

  it('survives the stack', () => {
    for (const { deletionPolicy } of kept('retain')) expect(deletionPolicy).toBe('Retain')
    expect(kept('retain').at(-1)?.properties.DeletionProtectionEnabled).toBe(true)
  })

  it('goes with the stack where the context says so', () => {
    for (const { deletionPolicy } of kept('destroy')) expect(deletionPolicy).toBe('Delete')
    expect(kept('destroy').at(-1)?.properties.DeletionProtectionEnabled).toBe(false)
  })
})
