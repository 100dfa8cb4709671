import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch'
import type { Logger } from '@aws-lambda-powertools/logger'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import middy from '@middy/core'
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda'
import { letterSubject } from '../../lib/jobs/dead-letters/letter-subject.ts'
import type { LogFields } from '../../lib/ports/log.ts'
import { type LastDelivery, originalId } from './last-delivery.ts'
import { messageFields, withMessageFields } from './message-fields.ts'

export interface Telemetry {
  readonly logger: Logger
  readonly metrics: Metrics
}

/** What every line about a message says: which it is, and whose, as far as its body tells. */
const fieldsOf = (message: SQSRecord): LogFields => {
  const { jobId } = letterSubject(message.body, originalId(message))
  return { messageId: message.messageId, ...(jobId === undefined ? {} : { jobId }) }
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
  const attempt = async (message: SQSRecord): Promise<void> => {
    try {
      await handle(message)
    } catch (error) {
      const isLast = last?.isLast(message) === true
      const fate = isLast ? 'message is given up' : 'message goes back to the queue'
      logger.error(fate, { ...messageFields(), error: error as Error })
      if (last === undefined || !isLast) throw error
      await last.bury(message, error)
    }
  }
  const record = (message: SQSRecord): Promise<void> => withMessageFields(fieldsOf(message), () => attempt(message))
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
