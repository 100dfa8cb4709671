import { readdirSync, readFileSync } from 'node:fs'
import { S3EventNotificationEventBridgeSchema, S3Schema } from '@aws-lambda-powertools/parser/schemas/s3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readUploads } from '../../events/s3-upload.ts'

const SAMPLES = new URL('../../events/samples/', import.meta.url)
const sample = (name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, SAMPLES), 'utf8'))
const put = {
  bucket: 'my-drop',
  key: 'team-a/daily load+1.jar',
  versionId: '3HL4kqtJvjVBH40Nrjfkd',
  etag: 'd41d8cd98f00b204e9800998ecf8427e',
  sequencer: '00617F08299329D189',
}
const multipart = {
  bucket: 'my-drop',
  key: 'team-a/größe.jar',
  etag: '9b2cf535f27731c974343645a3985328-3',
  sequencer: '00617F08299329D18A',
}

const uploadsIn = (value: unknown) => {
  const read = readUploads(value)
  if (!read.ok) throw new Error(read.problems)
  return read.value
}

/** As S3 encodes a key in its own notifications. */
const formEncoded = (key: string): string => new URLSearchParams([['', key]]).toString().slice(1).replaceAll('%2F', '/')

const notification = (key: string, eventName = 'ObjectCreated:Put') => ({
  Records: [{ eventName, s3: { bucket: { name: 'my-drop' }, object: { key, eTag: 'e' } } }],
})

describe('the uploads that a message tells of', () => {
  it('are the same in both forms of S3, bare or in SNS', () => {
    expect(uploadsIn(sample('object-created.put'))).toEqual([put])
    expect(uploadsIn(sample('object-created.multipart'))).toEqual([multipart])
    expect(uploadsIn(sample('s3-notification.several'))).toEqual([put, multipart])
    expect(uploadsIn(sample('sns-notification.one'))).toEqual([put])
  })

  it('are in forms that AWS documents', () => {
    const events = readdirSync(SAMPLES).filter((file) => file.startsWith('object-created.'))
    for (const file of events)
      expect(S3EventNotificationEventBridgeSchema.safeParse(sample(file.slice(0, -5))).error).toBeUndefined()
    expect(S3Schema.safeParse(sample('s3-notification.several')).error).toBeUndefined()
  })

  it('have no version where versioning is suspended: all are version "null" there', () => {
    expect(uploadsIn(sample('object-created.copy'))[0]).not.toHaveProperty('versionId')
  })

  it.each([
    ["S3's test message", sample('s3-test-event.set-up')],
    ['a deletion', notification('a', 'ObjectRemoved:DeleteMarkerCreated')],
    ['a deletion on the bus', { ...sample('object-created.put'), 'detail-type': 'Object Deleted' }],
    ['an event of another service', { ...sample('object-created.put'), source: 'aws.ec2' }],
    ['a notification of nothing', { Records: [] }],
  ])('are none in %s', (_what, value) => {
    expect(uploadsIn(value)).toEqual([])
  })

  it.each([
    [{ 'detail-type': 'Object Created', source: 'aws.s3', detail: { bucket: {} } }, 'detail.bucket.name: is missing'],
    [notification('a%ZZ'), 'Records.0.s3.object.key: must be encoded as S3 does it'],
    [notification('a%E4'), 'Records.0.s3.object.key: must be encoded as S3 does it'],
    [{ ...sample('sns-notification.one'), Message: 'hello' }, 'Message: must be JSON'],
    [{ ...sample('sns-notification.one'), Message: '{}' }, 'in the SNS message: the whole: expected an event'],
    [{}, 'the whole: expected an event of EventBridge ("detail-type") or a notification of S3 ("Records")'],
    ['text', 'the whole: expected an event of EventBridge'],
    [null, 'the whole: expected an event of EventBridge'],
  ])('cannot be told from %j, which is refused with the path', (value, problem) => {
    const read = readUploads(value)
    expect(read.ok ? 'it is taken' : read.problems).toContain(problem)
  })

  it('have the key that was dropped, whatever is in it, in both forms', () => {
    const key = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }).filter((text) => text.isWellFormed())
    fc.assert(
      fc.property(key, (dropped) => {
        expect(uploadsIn(notification(formEncoded(dropped)))[0]?.key).toBe(dropped)
        const event = {
          source: 'aws.s3',
          'detail-type': 'Object Created',
          detail: { bucket: { name: 'b' }, object: { key: dropped } },
        }
        expect(uploadsIn(event)[0]?.key).toBe(dropped)
      }),
    )
  })
})
