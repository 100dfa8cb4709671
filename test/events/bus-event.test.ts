import { EventBridgeSchema } from '@aws-lambda-powertools/parser/schemas/eventbridge'
import { S3EventNotificationEventBridgeSchema } from '@aws-lambda-powertools/parser/schemas/s3'
import { describe, expect, it } from 'vitest'
import { busEventSchema } from '../../events/bus-event.ts'
import { JOB_STATE_CHANGE, jobStateChangeSchema } from '../../events/job-state.ts'
import { parseObjectCreated } from '../../events/s3-upload.ts'

const envelope = {
  version: '0',
  id: '17793124-05d4-b198-2fde-7ededc63b103',
  account: '111122223333',
  time: '2026-11-12T00:00:00Z',
  region: 'eu-central-1',
  resources: ['arn:aws:s3:::drop'],
}

const uploaded = {
  ...envelope,
  'detail-type': 'Object Created',
  source: 'aws.s3',
  detail: {
    version: '0',
    bucket: { name: 'drop' },
    object: { key: 'team-a/a b.jar', size: 5, etag: 'e1', 'version-id': 'v1', sequencer: '00617F08299329D189' },
    'request-id': 'N4N7GDK58NMKJ12R',
    requester: '123456789012',
    'source-ip-address': '1.2.3.4',
    reason: 'PutObject',
  },
}

describe('an event of the bus', () => {
  it('of an upload, as AWS documents it, is understood', () => {
    expect(S3EventNotificationEventBridgeSchema.safeParse(uploaded).error).toBeUndefined()
    expect(parseObjectCreated(busEventSchema.parse(uploaded).detail)).toEqual({
      bucket: 'drop',
      key: 'team-a/a b.jar',
      versionId: 'v1',
      etag: 'e1',
      sequencer: '00617F08299329D189',
    })
  })

  it('without what names the object is refused, with the path of what is missing', () => {
    expect(() => parseObjectCreated({ bucket: { name: 'drop' }, object: {} })).toThrow(/key/)
  })

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
