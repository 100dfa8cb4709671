import { jobTable } from '../../lib/aws/dynamodb-job-store.ts'
import { jobBus } from '../../lib/aws/eventbridge-announcer.ts'
import { systemClock } from '../../lib/system/system-clock.ts'
import type { Telemetry } from './sqs-handler.ts'
import { asLog } from './telemetry.ts'

/** What every function that changes jobs needs: their table, the bus that hears of their states, a clock and a log. */
export const jobTools = (
  settings: { readonly JOB_TABLE: string; readonly EVENT_BUS: string },
  telemetry: Telemetry,
) => ({
  store: jobTable(settings.JOB_TABLE),
  announcer: jobBus(settings.EVENT_BUS),
  clock: systemClock,
  log: asLog(telemetry),
})
