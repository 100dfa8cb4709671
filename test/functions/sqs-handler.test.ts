import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics } from '@aws-lambda-powertools/metrics'
import type { Context, SQSEvent, SQSRecord } from 'aws-lambda'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { LastDelivery } from '../../functions/runtime/last-delivery.ts'
import { sqsHandler } from '../../functions/runtime/sqs-handler.ts'

const record = (messageId: string, receives: number): SQSRecord => ({
  messageId,
  receiptHandle: messageId,
  body: '{}',
  attributes: {
    ApproximateReceiveCount: String(receives),
    SentTimestamp: '0',
    SenderId: 'sender',
    ApproximateFirstReceiveTimestamp: '0',
  },
  messageAttributes: {},
  md5OfBody: '',
  eventSource: 'aws:sqs',
  eventSourceARN: 'arn:aws:sqs:eu-west-1:123456789012:queue',
  awsRegion: 'eu-west-1',
})

const context = { functionName: 'f', awsRequestId: 'r', getRemainingTimeInMillis: () => 1_000 } as Context

describe('a function behind a queue', () => {
  let buried: { messageId: string; error: unknown }[]
  let buryFails: boolean
  const last: LastDelivery = {
    isLast: ({ attributes }) => Number(attributes.ApproximateReceiveCount) >= 5,
    bury: async ({ messageId }, error) => {
      if (buryFails) throw new Error('no queue')
      buried.push({ messageId, error })
    },
  }
  const broken = new Error('broken')
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true')
  const telemetry = {
    logger: new Logger({ logLevel: 'SILENT' }),
    metrics: new Metrics({ namespace: 'test', serviceName: 'test' }),
  }
  afterAll(() => vi.unstubAllEnvs())
  const handler = sqsHandler(
    telemetry,
    async ({ messageId }) => {
      if (messageId.startsWith('bad')) throw broken
    },
    last,
  )
  const failedOf = async (...Records: SQSRecord[]) => {
    const answer = await handler({ Records } as SQSEvent, context)
    return answer.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)
  }

  beforeEach(() => {
    buried = []
    buryFails = false
  })

  it('has what failed delivered again, and nothing else', async () => {
    expect(await failedOf(record('good', 1), record('bad', 4), record('fine', 5))).toEqual(['bad'])
    expect(buried).toEqual([])
  })

  it('buries what failed for the last time with the failure, and is done with it', async () => {
    expect(await failedOf(record('bad-1', 5), record('bad-2', 2), record('bad-3', 6))).toEqual(['bad-2'])
    expect(buried).toEqual([
      { messageId: 'bad-1', error: broken },
      { messageId: 'bad-3', error: broken },
    ])
  })

  it('leaves it to the queue where it cannot be buried', async () => {
    buryFails = true
    expect(await failedOf(record('bad', 5))).toEqual(['bad'])
  })
})
