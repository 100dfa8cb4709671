import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import middy from '@middy/core'
import * as z from 'zod'
import { jobsQueue } from '../../lib/aws/sqs-job-queue.ts'
import { reconcileJobs } from '../../lib/jobs/reconcile-jobs.ts'
import { clusterVariableSchema } from '../../lib/kubernetes/cluster-settings.ts'
import { readSettings } from '../../lib/system/read-settings.ts'
import { clusterOnce } from '../runtime/cluster.ts'
import { jobTools } from '../runtime/job-tools.ts'
import { telemetry } from '../runtime/telemetry.ts'

const settings = readSettings(
  z.object({
    JOB_TABLE: z.string(),
    JOBS_QUEUE_URL: z.string(),
    EVENT_BUS: z.string(),
    CLUSTER: clusterVariableSchema,
  }),
  process.env,
)
const tools = telemetry()
const cluster = clusterOnce(settings.CLUSTER)
const deps = { ...jobTools(settings, tools), queue: jobsQueue(settings.JOBS_QUEUE_URL) }

/** Every minute: the table is compared with the cluster. */
export const handler = middy(async () => {
  const { checked, repaired } = await reconcileJobs({ ...deps, cluster: await cluster() })
  tools.metrics.addMetric('OpenJobs', MetricUnit.Count, checked)
  tools.metrics.addMetric('RepairedJobs', MetricUnit.Count, repaired)
})
  .use(injectLambdaContext(tools.logger, { resetKeys: true }))
  .use(logMetrics(tools.metrics, { captureColdStartMetric: true }))
