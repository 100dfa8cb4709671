import { createWriteStream } from 'node:fs'
import { rename, rm, stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { GetObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3'
import { isRetryable, TransientError } from '../errors/sparkdrop-error.ts'
import type { ObjectRef } from '../ports/object-store.ts'
import { s3Failure } from './aws-error.ts'

const ATTEMPTS = 4
const FIRST_PAUSE_MILLIS = 200

const uri = ({ bucket, key }: ObjectRef): string => `s3://${bucket}/${key}`

/**
 * A client for within a pod: credentials and region are what the pod has; a bucket elsewhere is followed to its region,
 * and an endpoint given by the environment is no AWS, so buckets go into the path.
 */
export const podS3Client = (env: Readonly<Record<string, string | undefined>>): S3Client => {
  const config: S3ClientConfig = {
    region: env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
    followRegionRedirects: true,
    forcePathStyle: (env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL']) !== undefined,
  }
  return new S3Client(config)
}

/** Objects of S3 as files. */
export class S3ObjectFetcher {
  private readonly client: S3Client
  private readonly firstPauseMillis: number

  constructor(client: S3Client, firstPauseMillis: number = FIRST_PAUSE_MILLIS) {
    this.client = client
    this.firstPauseMillis = firstPauseMillis
  }

  /**
   * Streams the object into `file`, which appears only when it is whole; a stream that breaks off is begun again.
   *
   * @returns the number of bytes
   * @throws InvalidJobError OBJECT_MISSING, OBJECT_FORBIDDEN, TransientError where the store does not give it
   */
  async fetch(ref: ObjectRef, file: string): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.download(ref, file)
      } catch (error) {
        const failure = s3Failure(`fetching ${uri(ref)}`, error)
        if (attempt >= ATTEMPTS || !isRetryable(failure)) throw failure
        await delay(this.firstPauseMillis * 2 ** (attempt - 1))
      }
    }
  }

  private async download({ bucket, key, versionId }: ObjectRef, file: string): Promise<number> {
    const command = new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId })
    const { Body, ContentLength } = await this.client.send(command)
    const part = `${file}.part`
    try {
      await pipeline(Body as Readable, createWriteStream(part))
      const { size } = await stat(part)
      if (ContentLength !== undefined && size !== ContentLength)
        throw new TransientError('OBJECT_CUT_SHORT', `${bucket}/${key}: ${size} of ${ContentLength} bytes arrived`)
      await rename(part, file)
      return size
    } catch (error) {
      await rm(part, { force: true })
      throw error
    }
  }
}
