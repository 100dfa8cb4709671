import * as z from 'zod'
import { scheduleTable } from '../../lib/aws/dynamodb-schedule-store.ts'
import { clusterOf } from '../../lib/jobs/clusters/clusters.ts'
import { killJob } from '../../lib/jobs/kill-job.ts'
import { acceptFiring } from '../../lib/jobs/schedules/accept-firing.ts'
import type { RunFiring } from '../../lib/jobs/schedules/run-firing.ts'
import { clustersVariableSchema } from '../../lib/kubernetes/cluster-settings.ts'
import { readSettings } from '../../lib/system/read-settings.ts'
import { clustersOnce } from '../runtime/cluster.ts'
import { jobTools } from '../runtime/job-tools.ts'
import { lastDelivery, originalId } from '../runtime/last-delivery.ts'
import { sqsHandler } from '../runtime/sqs-handler.ts'
import { telemetry } from '../runtime/telemetry.ts'

const settings = readSettings(
  z.object({
    JOB_TABLE: z.string(),
    JOBS_QUEUE_URL: z.string(),
    EVENT_BUS: z.string(),
    SCHEDULE_TABLE: z.string(),
    CLUSTERS: clustersVariableSchema,
  }),
  process.env,
)
const tools = telemetry()
const life = {
  ...jobTools(settings, tools),
  clusterOf: clusterOf(clustersOnce(settings.CLUSTERS)),
}
const deps: RunFiring = {
  ...life,
  schedules: scheduleTable(settings.SCHEDULE_TABLE),
  kill: (jobId, kill) => killJob(life, jobId, kill),
}

/** Firings of EventBridge Scheduler, of rules and of people become jobs on the jobs queue. */
export const handler = sqsHandler(
  tools,
  (record) =>
    acceptFiring(deps, {
      body: record.body,
      messageId: originalId(record),
      sentAt: Number(record.attributes.SentTimestamp),
    }),
  lastDelivery(process.env),
)
