import { jobTable } from '../../lib/aws/dynamodb-job-store.ts'
import { rosterTable } from '../../lib/aws/dynamodb-roster-store.ts'
import { jobBus } from '../../lib/aws/eventbridge-announcer.ts'
import { jobsQueue } from '../../lib/aws/sqs-job-queue.ts'
import { systemClock } from '../../lib/system/system-clock.ts'
import { countingAnnouncer, jobMetrics } from './job-metrics.ts'
import type { Telemetry } from './sqs-handler.ts'
import { asLog } from './telemetry.ts'

/**
 * What every function that changes jobs needs: their table, the bus that hears of their states, the queue by which a job is
 * woken, who holds the slots of those that a limit holds for, a clock and a log.
 */
export const jobTools = (
  settings: { readonly JOB_TABLE: string; readonly JOBS_QUEUE_URL: string; readonly EVENT_BUS: string },
  telemetry: Telemetry,
) => {
  const clock = systemClock
  const queue = jobsQueue(settings.JOBS_QUEUE_URL)
  return {
    store: jobTable(settings.JOB_TABLE),
    announcer: countingAnnouncer(jobBus(settings.EVENT_BUS), jobMetrics()),
    queue,
    slots: { rosters: rosterTable(settings.JOB_TABLE), queue, clock },
    clock,
    log: asLog(telemetry),
  }
}
