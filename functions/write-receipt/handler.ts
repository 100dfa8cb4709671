import * as z from 'zod'
import { jobTable } from '../../lib/aws/dynamodb-job-store.ts'
import { s3Receipts } from '../../lib/aws/s3-receipt-store.ts'
import { receiptWakes } from '../../lib/aws/sqs-receipt-wakes.ts'
import { keepReceipt } from '../../lib/jobs/receipts/keep-receipt.ts'
import { readWake } from '../../lib/jobs/receipts/read-wake.ts'
import { readSettings } from '../../lib/system/read-settings.ts'
import { lastDelivery } from '../runtime/last-delivery.ts'
import { sqsHandler } from '../runtime/sqs-handler.ts'
import { asLog, telemetry } from '../runtime/telemetry.ts'

const settings = readSettings(
  z.object({
    JOB_TABLE: z.string(),
    RECEIPTS_QUEUE_URL: z.string(),
    LOGS_PAGE: z.string().optional(),
    UI_PAGE: z.string().optional(),
  }),
  process.env,
)
const tools = telemetry()
const deps = {
  store: jobTable(settings.JOB_TABLE),
  receipts: s3Receipts(),
  wakes: receiptWakes(settings.RECEIPTS_QUEUE_URL),
  pages: { logs: settings.LOGS_PAGE, ui: settings.UI_PAGE },
  log: asLog(tools),
}

/** "Job State Change" events wake the writing of the receipt beside the job's upload. */
export const handler = sqsHandler(
  tools,
  async ({ body }) => keepReceipt(deps, readWake(body)),
  lastDelivery(process.env),
)
