import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import { RECEIPT_SUFFIX } from '../../lib/jobs/receipts/receipt-key.ts'
import { acknowledgeObjectsOf } from './acknowledge.ts'
import type { Platform } from './platform.ts'
import { SparkdropFunction } from './sparkdrop-function.ts'
import { readJobs, send } from './statements.ts'
import { TIMEOUTS } from './timeouts.ts'

const RECEIPTS = `*${RECEIPT_SUFFIX}`

/** Writes beside each upload what became of its job. */
export class WriteReceipt extends SparkdropFunction {
  constructor(scope: Construct, id: string, platform: Platform) {
    const { context, drop, table, receipts } = platform
    const { logs, ui } = context.pages
    super(scope, id, {
      name: 'write-receipt',
      description: 'sparkdrop: writes beside each upload what became of its job',
      context,
      timeout: TIMEOUTS.writeReceipt,
      memorySize: 512,
      environment: {
        JOB_TABLE: table.tableName,
        RECEIPTS_QUEUE_URL: receipts.queue.queueUrl,
        ...(logs ? { LOGS_PAGE: logs } : {}),
        ...(ui ? { UI_PAGE: ui } : {}),
      },
      statements: [
        readJobs(table),
        // What waits is looked at again.
        send(receipts.queue),
        new PolicyStatement({ actions: ['s3:GetObject', 's3:PutObject'], resources: [drop.arnForObjects(RECEIPTS)] }),
        // Without it S3 answers 403 instead of 404 for a receipt that is not there yet.
        new PolicyStatement({ actions: ['s3:ListBucket'], resources: [drop.bucketArn] }),
      ],
    })
    acknowledgeObjectsOf(this, drop, RECEIPTS, 'A receipt lies beside any upload, and nothing else has its ending.')
    receipts.feed(this, { batchSize: 10 })
  }
}
