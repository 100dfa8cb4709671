import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateTableCommand, DynamoDBClient, type GlobalSecondaryIndex } from '@aws-sdk/client-dynamodb'
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DynamodbBatchNumbers } from '../../lib/aws/dynamodb-batch-numbers.ts'
import { ALL_JOBS_INDEX, LISTED_FIELDS, NAMESPACE_INDEX } from '../../lib/aws/dynamodb-job-list.ts'
import { DUE_JOBS_INDEX, DynamodbJobStore, OPEN_JOBS_INDEX } from '../../lib/aws/dynamodb-job-store.ts'
import { DynamodbRosterStore } from '../../lib/aws/dynamodb-roster-store.ts'
import { copyInParts } from '../../lib/aws/s3-multipart-copy.ts'
import { S3ObjectStore } from '../../lib/aws/s3-object-store.ts'
import { S3ReceiptStore } from '../../lib/aws/s3-receipt-store.ts'
import { type Emulator, startEmulator } from '../../local/aws/emulator.ts'
import { clientConfig } from '../../local/demo/client-config.ts'
import { batchNumbersContract } from '../contracts/batch-numbers.ts'
import { jobListContract } from '../contracts/job-list.ts'
import { jobStoreContract } from '../contracts/job-store.ts'
import { objectStoreContract } from '../contracts/object-store.ts'
import { receiptStoreContract } from '../contracts/receipt-store.ts'
import { rosterStoreContract } from '../contracts/roster-store.ts'

const ministack = process.env.SPARKDROP_TEST_MINISTACK
const BUCKET = 'contract'

const listIndex = (IndexName: string, key: string): GlobalSecondaryIndex => ({
  IndexName,
  KeySchema: [
    { AttributeName: key, KeyType: 'HASH' },
    { AttributeName: 'listed', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: [...LISTED_FIELDS] },
})

const ATTRIBUTES = ['jobId', 'open', 'updatedAt', 'due', 'dueAt', 'shard', 'tenant', 'listed']

const wholeIndex = (IndexName: string, hash: string, range: string): GlobalSecondaryIndex => ({
  IndexName,
  KeySchema: [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'ALL' },
})

const createTable = (client: DynamoDBClient) =>
  client.send(
    new CreateTableCommand({
      TableName: 'jobs',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ATTRIBUTES.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [{ AttributeName: 'jobId', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        wholeIndex(OPEN_JOBS_INDEX, 'open', 'updatedAt'),
        wholeIndex(DUE_JOBS_INDEX, 'due', 'dueAt'),
        listIndex(ALL_JOBS_INDEX, 'shard'),
        listIndex(NAMESPACE_INDEX, 'tenant'),
      ],
    }),
  )

const createBucket = async (s3: S3Client): Promise<void> => {
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
  const VersioningConfiguration = { Status: 'Enabled' } as const
  await s3.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration }))
}

// Needs the emulator's program: SPARKDROP_TEST_MINISTACK names it.
describe.skipIf(!ministack)('against an emulated AWS (SPARKDROP_TEST_MINISTACK)', () => {
  let emulator: Emulator
  let home: string
  let s3: S3Client
  let dynamodb: DynamoDBClient

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'sparkdrop-aws-'))
    emulator = await startEmulator({ home, ministack: ministack ?? '' })
    s3 = new S3Client({ ...clientConfig(emulator), forcePathStyle: true })
    dynamodb = new DynamoDBClient(clientConfig(emulator))
    await Promise.all([createTable(dynamodb), createBucket(s3)])
  })

  afterAll(async () => {
    s3?.destroy()
    dynamodb?.destroy()
    await emulator?.stop()
    await rm(home, { recursive: true, force: true })
  })

  jobStoreContract('in DynamoDB', () => new DynamodbJobStore(dynamodb, 'jobs'))

  rosterStoreContract('in DynamoDB', () => new DynamodbRosterStore(dynamodb, 'jobs'))

  batchNumbersContract('in DynamoDB', () => new DynamodbBatchNumbers(dynamodb, 'jobs'))

  jobListContract('in DynamoDB', () => new DynamodbJobStore(dynamodb, 'jobs'))

  objectStoreContract('in S3', () => ({
    store: new S3ObjectStore(s3),
    bucket: BUCKET,
    put: async (Key, Body, Metadata) => {
      const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, Metadata }))
      return VersionId ?? ''
    },
  }))

  receiptStoreContract('in S3', () => ({ store: new S3ReceiptStore(s3), bucket: BUCKET }))

  it('copies a large object part by part', async () => {
    const content = 'abcdefghij'.repeat(100_000)
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'large.jar', Body: content }))
    const from = await new S3ObjectStore(s3).head({ bucket: BUCKET, key: 'large.jar' })
    const to = { bucket: BUCKET, key: 'large-copy.jar' }
    const large = { source: `${BUCKET}/large.jar`, size: content.length, etag: from?.etag ?? '' }
    await copyInParts(s3, large, to, 300_000)
    expect(await new S3ObjectStore(s3).readText(to, 2_000_000)).toBe(content)
  })
})
