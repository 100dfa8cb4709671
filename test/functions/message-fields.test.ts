import { setImmediate as turn } from 'node:timers/promises'
import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics } from '@aws-lambda-powertools/metrics'
import type { Context, SQSEvent } from 'aws-lambda'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { sqsHandler } from '../../functions/runtime/sqs-handler.ts'
import { asLog } from '../../functions/runtime/telemetry.ts'
import { deriveJobId } from '../../lib/jobs/job-id.ts'

const context = { functionName: 'f', awsRequestId: 'r', getRemainingTimeInMillis: () => 1_000 } as Context
const request = (id: string) =>
  JSON.stringify({ version: 1, id, namespace: 'team-a', main: { file: 's3a://bucket/a.jar', class: 'A' } })

describe('the log of messages that are handled side by side', () => {
  vi.stubEnv('POWERTOOLS_DEV', 'true')
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'true')
  const lines: Record<string, unknown>[] = []
  const keep = (line: string) => void lines.push(JSON.parse(line))
  const spies = [vi.spyOn(console, 'info'), vi.spyOn(console, 'error')].map((spy) => spy.mockImplementation(keep))
  afterAll(() => {
    for (const spy of spies) spy.mockRestore()
    vi.unstubAllEnvs()
  })
  const telemetry = {
    logger: new Logger({ logLevel: 'INFO' }),
    metrics: new Metrics({ namespace: 'test', serviceName: 'test' }),
  }
  const log = asLog(telemetry)

  it('says in each line which message it is about, and whose job, as far as its body tells', async () => {
    const handler = sqsHandler(telemetry, async ({ messageId }) => {
      log.info('begun', { step: 1 })
      await turn()
      if (messageId === 'bad') throw new Error('broken')
      log.info('done')
    })
    const records = Object.entries({ one: request('1'), two: request('2'), bad: request('3'), other: 'no JSON' })
    const Records = records.map(([messageId, body]) => ({ messageId, body, attributes: {}, messageAttributes: {} }))
    await handler({ Records } as unknown as SQSEvent, context)
    const said = (id: string) =>
      lines.filter(({ messageId }) => messageId === id).map(({ message, jobId }) => [message, jobId])
    const jobId = (id: string) => deriveJobId({ kind: 'sqs', id })
    expect(said('one')).toEqual(['begun', 'done'].map((line) => [line, jobId('1')]))
    expect(said('two')).toEqual(['begun', 'done'].map((line) => [line, jobId('2')]))
    expect(said('bad')).toEqual(['begun', 'message goes back to the queue'].map((line) => [line, jobId('3')]))
    expect(said('other')).toEqual(['begun', 'done'].map((line) => [line, undefined]))
    log.info('outside')
    expect(lines.at(-1)).not.toHaveProperty('messageId')
  })

  it('says in each line which trace it belongs to, where there is one', () => {
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1')
    log.info('traced')
    expect(lines.at(-1)).toMatchObject({ xray_trace_id: '1-67891233-abcdef012345678912345678' })
  })
})
