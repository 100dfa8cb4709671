import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { isRetryable } from '../errors/sparkdrop-error.ts'
import type { ObjectRef } from '../ports/object-store.ts'
import { atMost } from './at-most.ts'
import { s3Failure, statusOf } from './aws-error.ts'
import { s3Client } from './s3-client.ts'
import { type ByteRange, type StreamedBytes, writeStreamAt } from './write-stream-at.ts'

const ATTEMPTS = 4
const FIRST_PAUSE_MILLIS = 200
/** What one connection to S3 brings in a fraction of a second. */
const RANGE_BYTES = 16 * 1024 ** 2
/** Over all objects, besides the first range of each. */
const RANGES_AT_ONCE = 8

const uri = ({ bucket, key }: ObjectRef): string => `s3://${bucket}/${key}`

/** A client for within a pod: credentials and region are what the pod has. */
export const podS3Client = (env: Readonly<Record<string, string | undefined>>): S3Client => s3Client({}, env)

const rangesOf = (size: number, bytes: number): readonly ByteRange[] =>
  Array.from({ length: Math.max(1, Math.ceil(size / bytes)) }, (_, i) => ({
    start: i * bytes,
    length: Math.min(bytes, size - i * bytes),
  }))

/** Another object has come in its place: what was fetched of it is of no use. */
const hasChanged = (error: unknown): boolean => statusOf(error) === 412

/** Objects of S3 as files. */
export class S3ObjectFetcher {
  private readonly client: S3Client
  private readonly firstPauseMillis: number
  private readonly rangeBytes: number
  private readonly inTurn = atMost(RANGES_AT_ONCE)

  constructor(client: S3Client, firstPauseMillis: number = FIRST_PAUSE_MILLIS, rangeBytes: number = RANGE_BYTES) {
    this.client = client
    this.firstPauseMillis = firstPauseMillis
    this.rangeBytes = rangeBytes
  }

  /**
   * Streams the object into `file`, which appears only when it is whole; a large one in ranges, several at once and all
   * of the same object. What breaks off is begun again.
   *
   * @returns the number of bytes
   * @throws InvalidJobError OBJECT_MISSING, OBJECT_FORBIDDEN, TransientError where the store does not give it
   */
  async fetch(ref: ObjectRef, file: string): Promise<number> {
    const part = `${file}.part`
    try {
      const size = await this.insist(ref, async () => {
        await using handle = await open(part, 'w')
        return await this.download(ref, handle)
      })
      await rename(part, file)
      return size
    } catch (error) {
      await rm(part, { force: true })
      throw error
    }
  }

  private async insist<T>(
    ref: ObjectRef,
    attempt: () => Promise<T>,
    isVain: (error: unknown) => boolean = () => false,
  ): Promise<T> {
    for (let attempts = 1; ; attempts++) {
      try {
        return await attempt()
      } catch (error) {
        const failure = s3Failure(`fetching ${uri(ref)}`, error)
        if (attempts >= ATTEMPTS || !isRetryable(failure) || isVain(error)) throw failure
        await delay(this.firstPauseMillis * 2 ** (attempts - 1))
      }
    }
  }

  /** The answer for the whole object tells its size and tag, and brings the first range of a large one. */
  private async download(ref: ObjectRef, file: FileHandle): Promise<number> {
    const begun = new AbortController()
    const { stream, size, etag } = await this.get(ref, begun.signal)
    const ranges = rangesOf(size, this.rangeBytes)
    const whole = { stream, before: 0, goesOn: ranges.length > 1 }
    const cut = new AbortController()
    const underway = ranges.map(async (range) => {
      const isFirst = range.start === 0
      const fetched = isFirst
        ? // What the connection has beyond its range is nobody's.
          writeStreamAt(file, whole, range).finally(() => begun.abort())
        : this.inTurn(() => this.fetchRange(ref, etag, file, range, cut.signal))
      await fetched.catch((error: unknown) => {
        cut.abort(error)
        throw error
      })
    })
    await Promise.allSettled(underway)
    cut.signal.throwIfAborted()
    return size
  }

  private async fetchRange(
    ref: ObjectRef,
    etag: string | undefined,
    file: FileHandle,
    range: ByteRange,
    signal: AbortSignal,
  ): Promise<void> {
    const attempt = async (): Promise<void> => {
      signal.throwIfAborted()
      const { stream, isPartial } = await this.get(ref, signal, { etag, range })
      const bytes: StreamedBytes = { stream, before: isPartial ? 0 : range.start, goesOn: !isPartial }
      await writeStreamAt(file, bytes, range)
    }
    await this.insist(ref, attempt, (error) => signal.aborted || hasChanged(error))
  }

  private async get(
    { bucket: Bucket, key: Key, versionId: VersionId }: ObjectRef,
    abortSignal: AbortSignal,
    part?: { readonly etag: string | undefined; readonly range: ByteRange },
  ) {
    const limits = part && {
      IfMatch: part.etag,
      Range: `bytes=${part.range.start}-${part.range.start + part.range.length - 1}`,
    }
    const command = new GetObjectCommand({ Bucket, Key, VersionId, ...limits })
    const answer = await this.client.send(command, { abortSignal })
    return {
      stream: answer.Body as unknown as AsyncIterable<Uint8Array>,
      size: answer.ContentLength ?? 0,
      etag: answer.ETag,
      isPartial: answer.ContentRange !== undefined,
    }
  }
}
