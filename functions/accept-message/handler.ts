import * as z from 'zod'
import { acceptMessage } from '../../lib/jobs/accept-message.ts'
import { readSettings } from '../../lib/system/read-settings.ts'
import { jobTools } from '../runtime/job-tools.ts'
import { lastDelivery, originalId } from '../runtime/last-delivery.ts'
import { sqsHandler } from '../runtime/sqs-handler.ts'
import { telemetry } from '../runtime/telemetry.ts'

const settings = readSettings(
  z.object({ JOB_TABLE: z.string(), JOBS_QUEUE_URL: z.string(), EVENT_BUS: z.string() }),
  process.env,
)
const tools = telemetry()
const deps = jobTools(settings, tools)

/** Messages that people and programs put on the requests queue become jobs on the jobs queue. */
export const handler = sqsHandler(
  tools,
  (record) => acceptMessage(deps, { body: record.body, messageId: originalId(record) }),
  lastDelivery(process.env),
)
