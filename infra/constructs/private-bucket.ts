import { Duration } from 'aws-cdk-lib'
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { type Removal, removalPolicy } from './removal.ts'

export interface PrivateBucketProps {
  readonly removal: Removal
  readonly versioned?: boolean
  readonly lifecycleRules?: readonly LifecycleRule[]
  readonly accessLogs?: Bucket
  readonly accessLogsPrefix?: string
}

/** Broken uploads are charged for like whole ones, and nobody sees them. */
const tidyUploads: LifecycleRule = { id: 'incomplete-uploads', abortIncompleteMultipartUploadAfter: Duration.days(1) }

/** A bucket as all of sparkdrop's are: encrypted, TLS only, never public, owned by its account. */
export class PrivateBucket extends Bucket {
  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    const { removal, versioned = false, lifecycleRules = [], accessLogs, accessLogsPrefix = '' } = props
    super(scope, id, {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      versioned,
      removalPolicy: removalPolicy(removal),
      lifecycleRules: [tidyUploads, ...lifecycleRules],
      ...(accessLogs
        ? { serverAccessLogsBucket: accessLogs as IBucket, serverAccessLogsPrefix: accessLogsPrefix }
        : {}),
    })
  }
}
