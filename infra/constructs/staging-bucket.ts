import { Duration } from 'aws-cdk-lib'
import type { Bucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { PrivateBucket } from './private-bucket.ts'
import type { Removal } from './removal.ts'

export interface StagingBucketProps {
  readonly removal: Removal
  readonly accessLogs: Bucket
  readonly expiryDays: number
}

/** Where the copies are kept that drivers and executors fetch: it empties itself. */
export class StagingBucket extends PrivateBucket {
  constructor(scope: Construct, id: string, { removal, accessLogs, expiryDays }: StagingBucketProps) {
    super(scope, id, {
      removal,
      accessLogs,
      accessLogsPrefix: 'staging/',
      lifecycleRules: [{ id: 'staged-files', expiration: Duration.days(expiryDays) }],
    })
  }
}
