import { InvalidJobError } from '../errors/sparkdrop-error.ts'

export interface S3Location {
  readonly bucket: string
  readonly key: string
}

const S3 = /^s3[an]?:\/\/([^/]+)\/(.+)$/s

/** True for URIs of objects in S3, whatever Hadoop calls the scheme. */
export const isS3Uri = (uri: string): boolean => S3.test(uri)

/**
 * Bucket and key of an S3 URI; the key is taken as it stands, since Hadoop does not decode it either.
 *
 * @throws InvalidJobError where it is none
 */
export const parseS3Uri = (uri: string): S3Location => {
  const [, bucket, key] = S3.exec(uri) ?? []
  if (bucket === undefined || key === undefined)
    throw new InvalidJobError('BAD_S3_URI', `"${uri}" is no S3 object: write s3a://bucket/key`)
  return { bucket, key }
}

/**
 * The object that Hadoop means by an S3 URI, whose key is a path to it: several slashes are one, and the first is none of the key's.
 *
 * @throws InvalidJobError where it is none
 */
export const parseS3Path = (uri: string): S3Location => {
  const { bucket, key } = parseS3Uri(uri)
  return { bucket, key: key.replace(/\/{2,}/g, '/').replace(/^\//, '') }
}
