import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import type { Logger } from '@aws-lambda-powertools/logger'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import middy from '@middy/core'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'

export interface Telemetry {
  readonly logger: Logger
  readonly metrics: Metrics
}

/**
 * A function behind a queue: each message stands for itself, and those whose handling throws go back to the queue while
 * the others are done with.
 */
export const sqsHandler = (telemetry: Telemetry, handle: (record: SQSRecord) => Promise<unknown>) => {
  const { logger, metrics } = telemetry
  const record = async (message: SQSRecord): Promise<void> => {
    try {
      await handle(message)
    } catch (error) {
      logger.error('message goes back to the queue', { messageId: message.messageId, error: error as Error })
      throw error
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
