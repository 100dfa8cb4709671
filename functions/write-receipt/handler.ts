import * as z from 'zod'
import { jobStateChangeSchema } from '../../events/job-state.ts'
import { jobTable } from '../../lib/aws/dynamodb-job-store.ts'
import { s3Receipts } from '../../lib/aws/s3-receipt-store.ts'
import { writeReceipt } from '../../lib/jobs/receipts/write-receipt.ts'
import { readSettings } from '../../lib/system/read-settings.ts'
import { lastDelivery } from '../runtime/last-delivery.ts'
import { sqsHandler } from '../runtime/sqs-handler.ts'
import { asLog, telemetry } from '../runtime/telemetry.ts'

const settings = readSettings(
  z.object({ JOB_TABLE: z.string(), LOGS_PAGE: z.string().optional(), UI_PAGE: z.string().optional() }),
  process.env,
)
const tools = telemetry()
const deps = {
  store: jobTable(settings.JOB_TABLE),
  receipts: s3Receipts(),
  pages: { logs: settings.LOGS_PAGE, ui: settings.UI_PAGE },
  log: asLog(tools),
}
const eventSchema = z.object({ detail: jobStateChangeSchema.pick({ jobId: true }) })

/** "Job State Change" events wake the writing of the receipt beside the job's upload. */
export const handler = sqsHandler(
  tools,
  ({ body }) => writeReceipt(deps, eventSchema.parse(JSON.parse(body)).detail.jobId),
  lastDelivery(process.env),
)
