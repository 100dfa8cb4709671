import { createHash } from 'node:crypto'
import type { JobSource } from '../../events/job-source.ts'
import { type DriverIdentity, deriveIdentity } from '../submission/driver-identity.ts'

const hash = (...parts: readonly string[]): string => {
  const sha = createHash('sha256')
  for (const part of parts) sha.update(`${Buffer.byteLength(part)}:`).update(part)
  return sha.digest('hex').slice(0, 32)
}

/**
 * The id of the job that this source means: 32 hex digits, the same for every delivery of the same event.
 *
 * An upload is known by its version; where the bucket keeps none, by etag and sequencer, so that the same bytes put
 * again are a new job and the same event delivered again is not.
 */
export const deriveJobId = (source: JobSource): string => {
  switch (source.kind) {
    case 's3':
      return source.versionId
        ? hash('s3', source.bucket, source.key, 'version', source.versionId)
        : hash('s3', source.bucket, source.key, 'etag', source.etag ?? '', source.sequencer ?? '')
    case 'sqs':
      return hash('sqs', source.id)
    case 'schedule':
      return hash('schedule', source.namespace, source.name, source.at)
    case 'api':
      return hash('api', source.principal, source.idempotencyKey)
  }
}

/** Every name that Spark would draw for the driver of one attempt. */
export const driverIdentity = (jobId: string, attempt: number): DriverIdentity => deriveIdentity(`${jobId}\n${attempt}`)

/** `spark.app.id` of one attempt. */
export const deriveSparkAppId = (jobId: string, attempt: number): string => driverIdentity(jobId, attempt).appId
