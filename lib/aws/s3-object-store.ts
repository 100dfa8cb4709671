import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3'
import { InvalidJobError, TransientError } from '../errors/sparkdrop-error.ts'
import type { ObjectHead, ObjectLevel, ObjectRef, ObjectStore } from '../ports/object-store.ts'
import { s3Failure, statusOf } from './aws-error.ts'
import { copyInParts } from './s3-multipart-copy.ts'

const SINGLE_COPY_BYTES = 5 * 1024 ** 3
const DELETE_BATCH = 1000

const uri = ({ bucket, key }: ObjectRef): string => `s3://${bucket}/${key}`

const address = ({ bucket, key, versionId }: ObjectRef) => ({ Bucket: bucket, Key: key, VersionId: versionId })

/** `CopySource` is the one place where S3 wants the key encoded. */
export const copySource = ({ bucket, key, versionId }: ObjectRef): string =>
  `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}${versionId ? `?versionId=${versionId}` : ''}`

/** Objects in S3. */
export class S3ObjectStore implements ObjectStore {
  private readonly client: S3Client

  constructor(client: S3Client) {
    this.client = client
  }

  async head(ref: ObjectRef): Promise<ObjectHead | undefined> {
    try {
      const head = await this.client.send(new HeadObjectCommand(address(ref)))
      return {
        size: head.ContentLength ?? 0,
        etag: head.ETag?.replaceAll('"', '') ?? '',
        metadata: head.Metadata ?? {},
        ...(head.VersionId ? { versionId: head.VersionId } : {}),
      }
    } catch (error) {
      if (statusOf(error) === 404) return undefined
      throw s3Failure(`reading ${uri(ref)}`, error)
    }
  }

  async readRange(ref: ObjectRef, start: number, end: number): Promise<Uint8Array> {
    try {
      const answer = await this.client.send(new GetObjectCommand({ ...address(ref), Range: `bytes=${start}-${end}` }))
      const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array()
      return answer.ContentRange ? bytes : bytes.subarray(start, end + 1)
    } catch (error) {
      throw s3Failure(`reading ${uri(ref)}`, error)
    }
  }

  async readText(ref: ObjectRef, maxBytes: number): Promise<string | undefined> {
    try {
      const answer = await this.client.send(new GetObjectCommand(address(ref)))
      if ((answer.ContentLength ?? 0) <= maxBytes) return await answer.Body?.transformToString()
      throw new InvalidJobError(
        'OBJECT_TOO_LARGE',
        `${uri(ref)} has ${answer.ContentLength} bytes, and ${maxBytes} are the most`,
      )
    } catch (error) {
      if (statusOf(error) === 404) return undefined
      throw s3Failure(`reading ${uri(ref)}`, error)
    }
  }

  async copy(from: ObjectRef, to: ObjectRef): Promise<void> {
    const head = await this.head(from)
    if (!head)
      throw new InvalidJobError('OBJECT_MISSING', `${uri(from)} does not exist: upload it, or correct its name`)
    try {
      if (head.size > SINGLE_COPY_BYTES) await copyInParts(this.client, { source: copySource(from), ...head }, to)
      else
        await this.client.send(
          new CopyObjectCommand({ ...address(to), CopySource: copySource(from), TaggingDirective: 'REPLACE' }),
        )
    } catch (error) {
      throw s3Failure(`copying ${uri(from)} to ${uri(to)}`, error)
    }
  }

  async list(bucket: string, prefix: string): Promise<readonly string[]> {
    return (await this.pages(bucket, prefix)).keys
  }

  async listLevel(bucket: string, prefix: string): Promise<ObjectLevel> {
    return await this.pages(bucket, prefix, '/')
  }

  private async pages(bucket: string, prefix: string, delimiter?: string): Promise<ObjectLevel> {
    const keys: string[] = []
    const prefixes: string[] = []
    const level = { Bucket: bucket, Prefix: prefix, Delimiter: delimiter }
    try {
      for await (const page of paginateListObjectsV2({ client: this.client }, level)) {
        keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []))
        prefixes.push(...(page.CommonPrefixes ?? []).flatMap(({ Prefix }) => Prefix ?? []))
      }
    } catch (error) {
      throw s3Failure(`listing s3://${bucket}/${prefix}`, error)
    }
    return { keys, prefixes }
  }

  async deleteAll(bucket: string, keys: readonly string[]): Promise<void> {
    for (let i = 0; i < keys.length; i += DELETE_BATCH) {
      const Objects = keys.slice(i, i + DELETE_BATCH).map((Key) => ({ Key }))
      const { Errors } = await this.client
        .send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }))
        .catch((error: unknown) => {
          throw s3Failure(`deleting from s3://${bucket}`, error)
        })
      // Those that stay are in an answer that is a success.
      const [kept] = Errors ?? []
      if (kept !== undefined) {
        const what = `deleting s3://${bucket}/${kept.Key}${Errors?.[1] ? ` and ${Errors.length - 1} more` : ''}`
        throw new TransientError('AWS_FAILED', `${what}: ${kept.Code}: ${kept.Message ?? ''}`)
      }
    }
  }
}

/** S3, with region and credentials from the environment. */
export const s3Objects = (): ObjectStore => new S3ObjectStore(new S3Client())
