import { Duration } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { PrivateBucket } from './private-bucket.ts'
import type { Removal } from './removal.ts'

export interface AccessLogBucketProps {
  readonly removal: Removal
  readonly retention: Duration
}

/** Where the other buckets' server access logs go: who dropped what, and who read it. */
export class AccessLogBucket extends PrivateBucket {
  constructor(scope: Construct, id: string, { removal, retention }: AccessLogBucketProps) {
    super(scope, id, {
      removal,
      lifecycleRules: [{ id: 'retention', expiration: Duration.days(retention.toDays()) }],
    })
  }
}
