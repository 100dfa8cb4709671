import type { S3Access } from '../../aws/s3-client.ts'
import { parseBoolean } from '../../conf/codecs/boolean.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'

const PREFIX = 'spark.hadoop.fs.s3a.'

/** The default endpoint of AWS, written out: the SDK finds a bucket's regional one by itself. */
const AWS = /^(https?:\/\/)?s3\.amazonaws\.com\/?$/

/**
 * What `spark.hadoop.fs.s3a.*` says about a bucket, settings of `fs.s3a.bucket.<name>.*` first. The names are those of
 * hadoop-aws, so that driver and submitter reach the same store by the same settings.
 */
export function s3Access(conf: SparkConf, bucket: string): S3Access {
  const setting = (name: string): string | undefined =>
    conf.getOption(`${PREFIX}bucket.${bucket}.${name}`) ?? conf.getOption(PREFIX + name)
  const endpoint = setting('endpoint')
  const region = setting('endpoint.region')
  const pathStyle = setting('path.style.access')
  const accessKeyId = setting('access.key')
  const secretAccessKey = setting('secret.key')
  const sessionToken = setting('session.token')
  const scheme = parseBoolean(setting('connection.ssl.enabled') ?? 'true') ? 'https' : 'http'
  return {
    ...(endpoint && !AWS.test(endpoint)
      ? { endpoint: /^https?:\/\//.test(endpoint) ? endpoint : `${scheme}://${endpoint}` }
      : {}),
    ...(region ? { region } : {}),
    ...(pathStyle === undefined ? {} : { pathStyle: parseBoolean(pathStyle) }),
    ...(accessKeyId && secretAccessKey
      ? { credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) } }
      : {}),
  }
}
