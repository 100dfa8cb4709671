import type { S3Access } from '../../aws/s3-client.ts'
import { parseBoolean } from '../../conf/codecs/boolean.ts'
import { parseSetting } from '../../conf/property.ts'
import type { Surroundings } from '../surroundings.ts'
import type { HadoopSettings } from './hadoop-settings.ts'
import { s3aCredentials } from './s3a-credentials.ts'

/** AWS itself, perhaps with a region in its name: the SDK finds a bucket's own endpoint. */
const AWS = /^(?:https?:\/\/)?s3(?:[.-]([a-z]{2}(?:-[a-z]+)+-\d))?\.amazonaws\.com(?:\.cn)?\/?$/

/**
 * How S3A reaches a bucket, settings of `fs.s3a.bucket.<name>.*` first, so that driver and submitter reach the same store
 * by the same settings. Follows the documentation of hadoop-aws.
 *
 * @throws InvalidJobError INVALID_PROPERTY, CREDENTIALS_PROVIDER_UNKNOWN, NO_AWS_CREDENTIALS
 */
export function s3Access(hadoop: HadoopSettings, bucket: string, environment: Surroundings['environment']): S3Access {
  const setting: HadoopSettings = (name) => hadoop(`fs.s3a.bucket.${bucket}.${name}`) ?? hadoop(`fs.s3a.${name}`)
  const flag = (name: string): boolean | undefined => {
    const text = setting(name)
    return text === undefined ? undefined : parseSetting(`fs.s3a.${name}`, text, parseBoolean)
  }
  const endpoint = setting('endpoint')
  const [isAws, ownRegion] = AWS.exec(endpoint ?? '') ?? []
  const region = setting('endpoint.region') ?? ownRegion
  const pathStyle = flag('path.style.access')
  const scheme = (flag('connection.ssl.enabled') ?? true) ? 'https' : 'http'
  return {
    ...s3aCredentials(setting, environment),
    ...(endpoint !== undefined && isAws === undefined
      ? { endpoint: /^https?:\/\//.test(endpoint) ? endpoint : `${scheme}://${endpoint}` }
      : {}),
    ...(region === undefined ? {} : { region }),
    ...(pathStyle === undefined ? {} : { pathStyle }),
    ...(flag('requester.pays.enabled') ? { requesterPays: true } : {}),
  }
}
