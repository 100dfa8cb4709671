import { EventBridgeSchema } from '@aws-lambda-powertools/parser/schemas/eventbridge'
import { describe, expect, it } from 'vitest'
import { JOB_STATE_CHANGE, jobStateChangeSchema } from '../../events/job-state.ts'

const envelope = {
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  account: '111122223333',
  time: '2026-11-12T00:00:00Z',
  region: 'eu-central-1',
  resources: ['arn:aws:s3:::drop'],
}

describe('an event of the bus', () => {
  it('of a job that moved is one that any consumer of EventBridge can read', () => {
    const detail = {
      version: 1,
      jobId: 'a'.repeat(32),
      sparkAppId: 'spark-1',
      namespace: 'team-a',
      attempt: 1,
      previous: 'RUNNING',
      state: 'FAILED',
      reason: 'OOM',
      exitCode: 137,
      at: '2026-11-12T00:00:00.000Z',
    }
    const event = { ...envelope, source: JOB_STATE_CHANGE.source, 'detail-type': JOB_STATE_CHANGE.detailType, detail }
    expect(jobStateChangeSchema.parse(EventBridgeSchema.parse(event).detail)).toEqual(detail)
  })
})
