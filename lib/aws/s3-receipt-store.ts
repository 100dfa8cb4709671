import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { ReceiptRef, ReceiptStore, StoredReceipt } from '../jobs/receipts/receipt-store.ts'
import { statusOf, transient } from './aws-error.ts'

/** What S3 answers where a condition does not hold, where two conditional writes meet, and where the object is gone. */
const OTHERS_WERE_FIRST = new Set([404, 409, 412])

/** Receipts in S3, by conditional writes. */
export class S3ReceiptStore implements ReceiptStore {
  private readonly client: S3Client

  constructor(client: S3Client) {
    this.client = client
  }

  async read({ bucket, key }: ReceiptRef): Promise<StoredReceipt | undefined> {
    try {
      const { Body, ETag } = await this.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }))
      return { text: (await Body?.transformToString()) ?? '', tag: ETag ?? '' }
    } catch (error) {
      if (statusOf(error) === 404) return undefined
      throw transient(`reading s3://${bucket}/${key}`, error)
    }
  }

  async write({ bucket, key }: ReceiptRef, text: string, tag: string | undefined): Promise<boolean> {
    const command = new PutObjectCommand({
      Bucket: bucket,
      Key: key,
      Body: text,
      ContentType: 'application/json',
      CacheControl: 'no-cache',
      ...(tag === undefined ? { IfNoneMatch: '*' } : { IfMatch: tag }),
    })
    try {
      await this.client.send(command)
      return true
    } catch (error) {
      if (OTHERS_WERE_FIRST.has(statusOf(error) ?? 0)) return false
      throw transient(`writing s3://${bucket}/${key}`, error)
    }
  }
}

/** S3, with region and credentials from the environment. */
export const s3Receipts = (): ReceiptStore => new S3ReceiptStore(new S3Client())
