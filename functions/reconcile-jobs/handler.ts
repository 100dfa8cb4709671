import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import middy from '@middy/core'
import type { Context } from 'aws-lambda'
import * as z from 'zod'
import { timeoutsSchema } from '../../events/job-life.ts'
import { s3Objects } from '../../lib/aws/s3-object-store.ts'
import { namespaceLimits, runningJobsSchema } from '../../lib/jobs/admission/namespace-limits.ts'
import { reconcileJobs } from '../../lib/jobs/reconcile-jobs.ts'
import { syncSchedules } from '../../lib/jobs/schedules/sync-schedule.ts'
import { clustersVariableSchema } from '../../lib/kubernetes/cluster-settings.ts'
import { jsonVariable } from '../../lib/system/json-variable.ts'
import { readSettings } from '../../lib/system/read-settings.ts'
import { clustersOnce } from '../runtime/cluster.ts'
import { jobTools } from '../runtime/job-tools.ts'
import { scheduleSettingsSchema, scheduleTools } from '../runtime/schedule-tools.ts'
import { telemetry } from '../runtime/telemetry.ts'

const settings = readSettings(
  z.object({
    JOB_TABLE: z.string(),
    JOBS_QUEUE_URL: z.string(),
    EVENT_BUS: z.string(),
    UPLOAD_PATH: z.string(),
    KEEP_PODS_SECONDS: z.coerce.number().int().nonnegative(),
    KEEP_STAGED_SECONDS: z.coerce.number().int().nonnegative(),
    TIME_LIMITS: jsonVariable(timeoutsSchema, '{"startSeconds":900}'),
    CLUSTERS: clustersVariableSchema,
    RUNNING_JOBS: jsonVariable(runningJobsSchema, '{"default":20}'),
    ...scheduleSettingsSchema.shape,
  }),
  process.env,
)
const tools = telemetry()
const deps = {
  ...jobTools(settings, tools),
  ...scheduleTools(settings),
  objects: s3Objects(),
  uploadPath: settings.UPLOAD_PATH,
  keepFor: { podSeconds: settings.KEEP_PODS_SECONDS, stagedSeconds: settings.KEEP_STAGED_SECONDS },
  timeLimits: settings.TIME_LIMITS,
  clusters: clustersOnce(settings.CLUSTERS),
  limits: namespaceLimits(settings.RUNNING_JOBS),
}

/** What a request under way may take until its answer is given up, and what is said of it written down. */
const RESERVE_MS = 12_000

/** Every minute: the tables are compared with the clusters, and with EventBridge Scheduler. */
export const handler = middy(async (_event: unknown, context: Context) => {
  const time = { isOver: () => context.getRemainingTimeInMillis() < RESERVE_MS }
  const { checked, repaired, failed, unknown, finished } = await reconcileJobs({ ...deps, time })
  tools.metrics.addMetric('OpenJobs', MetricUnit.Count, checked)
  tools.metrics.addMetric('RepairedJobs', MetricUnit.Count, repaired)
  tools.metrics.addMetric('UnreconciledJobs', MetricUnit.Count, failed)
  tools.metrics.addMetric('UnknownDrivers', MetricUnit.Count, unknown)
  tools.metrics.addMetric('UnfinishedReconciliations', MetricUnit.Count, finished ? 0 : 1)
  tools.metrics.addMetric('RepairedSchedules', MetricUnit.Count, await syncSchedules(deps))
})
  .use(injectLambdaContext(tools.logger, { resetKeys: true }))
  .use(logMetrics(tools.metrics, { captureColdStartMetric: true }))
