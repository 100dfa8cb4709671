import { MetricUnit } from '@aws-lambda-powertools/metrics'
import * as z from 'zod'
import { busEventSchema } from '../../events/bus-event.ts'
import { driverPodEventSchema, executorSummarySchema, heartbeatSchema, POD_EVENT } from '../../events/pod-event.ts'
import { recordDriver } from '../../lib/jobs/record-driver.ts'
import { recordExecutors } from '../../lib/jobs/record-executors.ts'
import { readSettings } from '../../lib/system/read-settings.ts'
import { countHeartbeat } from '../runtime/heartbeat-metric.ts'
import { jobTools } from '../runtime/job-tools.ts'
import { lastDelivery } from '../runtime/last-delivery.ts'
import { sqsHandler } from '../runtime/sqs-handler.ts'
import { telemetry } from '../runtime/telemetry.ts'

const settings = readSettings(
  z.object({ JOB_TABLE: z.string(), JOBS_QUEUE_URL: z.string(), EVENT_BUS: z.string() }),
  process.env,
)
const tools = telemetry()
const deps = jobTools(settings, tools)

/** How long it took from the cluster to here, by way of the forwarder, the bus and the queue. */
const timed = <T extends { readonly observedAt: string }>(news: T): T => {
  const lag = Math.max(0, deps.clock.now() - Date.parse(news.observedAt))
  tools.metrics.addMetric('PodEventLag', MetricUnit.Milliseconds, lag)
  return news
}

const record = async ({ body }: { readonly body: string }) => {
  const event = busEventSchema.parse(JSON.parse(body))
  if (event['detail-type'] === POD_EVENT.executors)
    return recordExecutors(deps.store, timed(executorSummarySchema.parse(event.detail)))
  if (event['detail-type'] === POD_EVENT.heartbeat)
    return countHeartbeat(tools.metrics, heartbeatSchema.parse(event.detail))
  return recordDriver(deps, timed(driverPodEventSchema.parse(event.detail)))
}

/** What the pod-event-forwarder says of drivers and executors goes into the job table. */
export const handler = sqsHandler(tools, record, lastDelivery(process.env))
