import { setFlagsFromString } from 'node:v8'
import { s3Client } from '../../aws/s3-client.ts'
import { removeUpload, uploadBuffers, uploadFile } from '../../aws/s3-upload.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { parseS3Path } from '../../staging/s3-uri.ts'
import type { Surroundings } from '../surroundings.ts'
import { hadoopSettings } from './hadoop-settings.ts'
import { s3Access } from './s3a-settings.ts'
import type { UploadTarget } from './upload-target.ts'

/**
 * Buckets of S3, each reached as the conf says. A module of its own, since the AWS SDK is large.
 * @param largest bytes of the largest file that is to come
 */
export function bucketTarget(conf: SparkConf, surroundings: Surroundings, largest: number): UploadTarget {
  const buffers = uploadBuffers(largest)
  // Thousands of requests leave garbage that V8 would rather give more room than collect: tens of megabytes of it.
  if (largest > buffers.size) setFlagsFromString('--optimize-for-size')
  const { environment } = surroundings
  const hadoop = hadoopSettings(conf, surroundings)
  const clients = new Map<string, ReturnType<typeof s3Client>>()
  const clientFor = (bucket: string) => {
    const client = clients.get(bucket) ?? s3Client(s3Access(hadoop, bucket, environment), environment)
    clients.set(bucket, client)
    return client
  }
  return {
    put: async ({ path, target, size }, options) => {
      const to = parseS3Path(target)
      await uploadFile(clientFor(to.bucket), path, to, { size, buffers, ...options })
    },
    remove: async ({ target }) => {
      const to = parseS3Path(target)
      await removeUpload(clientFor(to.bucket), to)
    },
  }
}
