import { s3Client } from '../../aws/s3-client.ts'
import { S3ObjectStore } from '../../aws/s3-object-store.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import type { ObjectStore } from '../../ports/object-store.ts'
import type { Surroundings } from '../surroundings.ts'
import { hadoopSettings } from './hadoop-settings.ts'
import { s3Access } from './s3a-settings.ts'

/**
 * The bucket as the submission's settings reach it. A module of its own, since the AWS SDK is large.
 *
 * @throws InvalidJobError where a setting of S3A cannot be meant
 */
export const openBucket = (conf: SparkConf, bucket: string, surroundings: Surroundings): ObjectStore => {
  const { environment } = surroundings
  return new S3ObjectStore(s3Client(s3Access(hadoopSettings(conf, surroundings), bucket, environment), environment))
}
