import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import type { Logger } from '@aws-lambda-powertools/logger'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import middy from '@middy/core'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import type { LastDelivery } from './last-delivery.ts'

export interface Telemetry {
  readonly logger: Logger
  readonly metrics: Metrics
}

/**
 * A function behind a queue: each message stands for itself, and those whose handling throws go back to the queue while
 * the others are done with. One that throws at its last delivery goes among the dead letters with the reason; where that
 * fails, too, the queue moves it there without.
 */
export const sqsHandler = (
  telemetry: Telemetry,
  handle: (record: SQSRecord) => Promise<unknown>,
  last?: LastDelivery,
) => {
  const { logger, metrics } = telemetry
  const record = async (message: SQSRecord): Promise<void> => {
    const { messageId } = message
    try {
      await handle(message)
    } catch (error) {
      const isLast = last?.isLast(message) === true
      const fate = isLast ? 'message is given up' : 'message goes back to the queue'
      logger.error(fate, { messageId, error: error as Error })
      if (last === undefined || !isLast) throw error
      await last.bury(message, error)
    }
  }
  const batch = (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    metrics.addMetric('Messages', MetricUnit.Count, event.Records.length)
    return processPartialResponse(event, record, new BatchProcessor(EventType.SQS), {
      context,
      throwOnFullBatchFailure: false,
    })
  }
  return middy(batch)
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(logMetrics(metrics, { captureColdStartMetric: true }))
}
