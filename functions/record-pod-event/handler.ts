import * as z from 'zod'
import { busEventSchema } from '../../events/bus-event.ts'
import { driverPodEventSchema, executorSummarySchema, POD_EVENT } from '../../events/pod-event.ts'
import { jobTable } from '../../lib/aws/dynamodb-job-store.ts'
import { jobBus } from '../../lib/aws/eventbridge-announcer.ts'
import { type RecordDriver, recordDriver } from '../../lib/jobs/record-driver.ts'
import { recordExecutors } from '../../lib/jobs/record-executors.ts'
import { readSettings } from '../../lib/system/read-settings.ts'
import { systemClock } from '../../lib/system/system-clock.ts'
import { sqsHandler } from '../runtime/sqs-handler.ts'
import { asLog, telemetry } from '../runtime/telemetry.ts'

const settings = readSettings(z.object({ JOB_TABLE: z.string(), EVENT_BUS: z.string() }), process.env)
const tools = telemetry()
const deps: RecordDriver = {
  store: jobTable(settings.JOB_TABLE),
  announcer: jobBus(settings.EVENT_BUS),
  clock: systemClock,
  log: asLog(tools),
}

/** What the pod-event-forwarder says of drivers and executors goes into the job table. */
export const handler = sqsHandler(tools, async ({ body }) => {
  const event = busEventSchema.parse(JSON.parse(body))
  if (event['detail-type'] === POD_EVENT.executors)
    return recordExecutors(deps.store, executorSummarySchema.parse(event.detail))
  return recordDriver(deps, driverPodEventSchema.parse(event.detail))
})
