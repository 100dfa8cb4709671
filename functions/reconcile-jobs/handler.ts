import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import middy from '@middy/core'
import * as z from 'zod'
import { jobTable } from '../../lib/aws/dynamodb-job-store.ts'
import { jobBus } from '../../lib/aws/eventbridge-announcer.ts'
import { reconcileJobs } from '../../lib/jobs/reconcile-jobs.ts'
import { clusterVariableSchema } from '../../lib/kubernetes/cluster-settings.ts'
import { readSettings } from '../../lib/system/read-settings.ts'
import { systemClock } from '../../lib/system/system-clock.ts'
import { clusterOnce } from '../runtime/cluster.ts'
import { asLog, telemetry } from '../runtime/telemetry.ts'

const settings = readSettings(
  z.object({ JOB_TABLE: z.string(), EVENT_BUS: z.string(), CLUSTER: clusterVariableSchema }),
  process.env,
)
const tools = telemetry()
const cluster = clusterOnce(settings.CLUSTER)
const deps = {
  store: jobTable(settings.JOB_TABLE),
  announcer: jobBus(settings.EVENT_BUS),
  clock: systemClock,
  log: asLog(tools),
}

/** Every minute: the table is compared with the cluster. */
export const handler = middy(async () => {
  const { checked, repaired } = await reconcileJobs({ ...deps, cluster: await cluster() })
  tools.metrics.addMetric('OpenJobs', MetricUnit.Count, checked)
  tools.metrics.addMetric('RepairedJobs', MetricUnit.Count, repaired)
})
  .use(injectLambdaContext(tools.logger, { resetKeys: true }))
  .use(logMetrics(tools.metrics, { captureColdStartMetric: true }))
