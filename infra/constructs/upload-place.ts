import type { Platform } from './platform.ts'

/** Where the copies of a job's dependencies are kept, as Spark is told. */
export const uploadPath = ({ staging, context }: Pick<Platform, 'staging' | 'context'>): string =>
  `s3a://${staging.bucketName}/${context.uploadPrefix}`

/** The keys of all that is kept there. */
export const stagedKeys = ({ context }: Pick<Platform, 'context'>): string => `${context.uploadPrefix}/*`
