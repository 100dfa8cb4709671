import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { type Receipt, receiptSchema } from '../../events/receipt.ts'
import { receiptKey } from '../../lib/jobs/receipts/receipt-key.ts'
import { clientConfig } from '../../local/demo/client-config.ts'
import type { Dropped } from '../../local/demo/drop-file.ts'
import type { LocalStack } from '../../local/demo/local-stack.ts'

const tagOf = ({ ETag }: { ETag?: string | undefined }): string => ETag?.replaceAll('"', '') ?? ''

/** The drop bucket of a deployed stack, as people use it by any tool. */
export class DropBucketClient {
  readonly bucket: string
  private readonly s3: S3Client

  constructor({ emulator, outputs }: LocalStack) {
    this.bucket = outputs.DropBucket
    this.s3 = new S3Client({ ...clientConfig(emulator), forcePathStyle: true })
  }

  close(): void {
    this.s3.destroy()
  }

  async put(Key: string, Body: string | Uint8Array, Metadata: Record<string, string> = {}): Promise<Dropped> {
    const put = new PutObjectCommand({ Bucket: this.bucket, Key, Body, Metadata })
    return { key: Key, etag: tagOf(await this.s3.send(put)) }
  }

  async putInParts(Key: string, Body: Uint8Array): Promise<Dropped> {
    const upload = { Bucket: this.bucket, Key }
    const { UploadId } = await this.s3.send(new CreateMultipartUploadCommand(upload))
    const { ETag } = await this.s3.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body }))
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] }
    const done = await this.s3.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload }))
    return { key: Key, etag: tagOf(done) }
  }

  /** What the receipt beside an upload says now; undefined while there is none. */
  async receipt({ key }: Dropped): Promise<Receipt | undefined> {
    const get = new GetObjectCommand({ Bucket: this.bucket, Key: receiptKey(key) })
    const text = await this.s3.send(get).then(
      ({ Body }) => Body?.transformToString(),
      () => undefined,
    )
    return text === undefined ? undefined : receiptSchema.parse(JSON.parse(text))
  }
}
