import * as z from 'zod'
import { busEventSchema } from '../../events/bus-event.ts'
import { parseObjectCreated } from '../../events/s3-upload.ts'
import { jobTable } from '../../lib/aws/dynamodb-job-store.ts'
import { jobBus } from '../../lib/aws/eventbridge-announcer.ts'
import { s3Objects } from '../../lib/aws/s3-object-store.ts'
import { jobsQueue } from '../../lib/aws/sqs-job-queue.ts'
import { type AcceptUpload, acceptUpload } from '../../lib/jobs/accept-upload.ts'
import { readSettings } from '../../lib/system/read-settings.ts'
import { systemClock } from '../../lib/system/system-clock.ts'
import { sqsHandler } from '../runtime/sqs-handler.ts'
import { asLog, telemetry } from '../runtime/telemetry.ts'

const settings = readSettings(
  z.object({ JOB_TABLE: z.string(), JOBS_QUEUE_URL: z.string(), EVENT_BUS: z.string() }),
  process.env,
)
const tools = telemetry()
const deps: AcceptUpload = {
  objects: s3Objects(),
  store: jobTable(settings.JOB_TABLE),
  queue: jobsQueue(settings.JOBS_QUEUE_URL),
  announcer: jobBus(settings.EVENT_BUS),
  clock: systemClock,
  log: asLog(tools),
}

/** "Object Created" events of the drop bucket become jobs on the jobs queue. */
export const handler = sqsHandler(tools, ({ body }) =>
  acceptUpload(deps, parseObjectCreated(busEventSchema.parse(JSON.parse(body)).detail)),
)
