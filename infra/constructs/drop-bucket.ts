import { type EventPattern, Match } from 'aws-cdk-lib/aws-events'
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3'
import type { Construct } from 'constructs'
import { RECEIPT_SUFFIX } from '../../lib/jobs/receipts/receipt-key.ts'
import { PrivateBucket } from './private-bucket.ts'
import type { Removal } from './removal.ts'

export interface DropBucketProps {
  readonly removal: Removal
  readonly accessLogs: Bucket
}

/** Where people drop their jars. Versioned, so that a job runs the very bytes that were dropped, whatever came after. */
export class DropBucket extends PrivateBucket {
  constructor(scope: Construct, id: string, { removal, accessLogs }: DropBucketProps) {
    super(scope, id, {
      removal,
      versioned: true,
      accessLogs,
      accessLogsPrefix: 'drop/',
    })
    // CDK's own switch does this with a Lambda of its own, to keep other notifications of foreign buckets; this one is ours.
    const bucket = this.node.defaultChild as CfnBucket
    bucket.notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } }
  }
}

/** Events of what is put into the bucket, but for the receipts that are written there: those would only be passed over. */
export const dropped = (drop: DropBucket): EventPattern => ({
  source: ['aws.s3'],
  detailType: ['Object Created'],
  detail: { bucket: { name: [drop.bucketName] }, object: { key: Match.anythingButSuffix(RECEIPT_SUFFIX) } },
})
