import * as z from 'zod'
import { busEventSchema } from './bus-event.ts'
import { type ReadResult, readAs } from './read-result.ts'
import { s3NotificationSchema, s3TestEventSchema, snsNotificationSchema } from './s3-notification.ts'

/** The `detail` of EventBridge's "Object Created" event of S3; the key is as it is, not encoded. */
export const objectCreatedSchema = z.object({
  bucket: z.object({ name: z.string().min(1) }),
  object: z.object({
    key: z.string().min(1),
    size: z.number().optional(),
    etag: z.string().optional(),
    'version-id': z.string().optional(),
    sequencer: z.string().optional(),
  }),
  /** The call that made it, such as `PutObject`, `CopyObject` or `CompleteMultipartUpload`. */
  reason: z.string().optional(),
})

/** One version of an object that appeared in a bucket. */
export interface Upload {
  readonly bucket: string
  readonly key: string
  readonly versionId?: string
  readonly etag?: string
  readonly sequencer?: string
}

interface Told {
  readonly key: string
  readonly versionId?: string | undefined
  readonly etag?: string | undefined
  readonly sequencer?: string | undefined
}

/** Where versioning is suspended every object is version `null`, which tells none from another. */
const upload = (bucket: string, { key, versionId, etag, sequencer }: Told): Upload => ({
  bucket,
  key,
  ...(versionId && versionId !== 'null' ? { versionId } : {}),
  ...(etag ? { etag: etag.replaceAll('"', '') } : {}),
  ...(sequencer ? { sequencer } : {}),
})

const readBusEvent = (value: unknown): ReadResult<readonly Upload[]> => {
  const event = readAs(busEventSchema, value)
  if (!event.ok) return event
  if (event.value.source !== 'aws.s3' || event.value['detail-type'] !== 'Object Created') return { ok: true, value: [] }
  const created = readAs(z.object({ detail: objectCreatedSchema }), value)
  if (!created.ok) return created
  const { bucket, object } = created.value.detail
  return { ok: true, value: [upload(bucket.name, { ...object, versionId: object['version-id'] })] }
}

const readNotification = (value: unknown): ReadResult<readonly Upload[]> => {
  const notification = readAs(s3NotificationSchema, value)
  if (!notification.ok) return notification
  const created = notification.value.Records.filter(({ eventName }) => /^(s3:)?ObjectCreated:/.test(eventName))
  return {
    ok: true,
    value: created.map(({ s3: { bucket, object } }) => upload(bucket.name, { ...object, etag: object.eTag })),
  }
}

const readSns = (value: unknown): ReadResult<readonly Upload[]> => {
  const envelope = readAs(snsNotificationSchema, value)
  if (!envelope.ok) return envelope
  const inner = readUploads(envelope.value.Message)
  return inner.ok ? inner : { ok: false, problems: `in the SNS message: ${inner.problems}` }
}

const has = (value: unknown, name: string): boolean => typeof value === 'object' && value !== null && name in value

/**
 * The uploads that a message tells of: EventBridge's event "Object Created", or S3's own notification, which came by itself or
 * through SNS. None where it tells of something else that S3 sends, such as its test message or a deletion.
 */
export const readUploads = (value: unknown): ReadResult<readonly Upload[]> => {
  if (has(value, 'detail-type')) return readBusEvent(value)
  if (has(value, 'Records')) return readNotification(value)
  if (has(value, 'TopicArn')) return readSns(value)
  if (s3TestEventSchema.safeParse(value).success) return { ok: true, value: [] }
  const problems = 'the whole: expected an event of EventBridge ("detail-type") or a notification of S3 ("Records")'
  return { ok: false, problems }
}
