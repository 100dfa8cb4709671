import * as z from 'zod'

/** S3's own notifications encode a key as a form does: a space is `+`, and a `+` is `%2B`. */
const formEncoded = z
  .string()
  .min(1)
  .transform((key, context) => {
    try {
      return decodeURIComponent(key.replaceAll('+', ' '))
    } catch {
      context.addIssue({ code: 'custom', message: 'must be encoded as S3 does it: %XX of UTF-8, and + for a space' })
      return z.NEVER
    }
  })

/** What S3 sends to a queue or topic by itself: one message may tell of several objects, not only of new ones. */
export const s3NotificationSchema = z.object({
  Records: z.array(
    z.object({
      /** Such as `ObjectCreated:Put`. */
      eventName: z.string(),
      s3: z.object({
        bucket: z.object({ name: z.string().min(1) }),
        object: z.object({
          key: formEncoded,
          size: z.number().optional(),
          eTag: z.string().optional(),
          versionId: z.string().optional(),
          sequencer: z.string().optional(),
        }),
      }),
    }),
  ),
})

/** What S3 sends once when a notification is set up. */
export const s3TestEventSchema = z.object({ Event: z.literal('s3:TestEvent'), Bucket: z.string() })

/** The envelope that SNS puts around a message that it delivers to a queue, unless it is told to deliver it raw. */
export const snsNotificationSchema = z.object({
  Type: z.literal('Notification'),
  TopicArn: z.string(),
  Message: z.string().transform((text, context): unknown => {
    try {
      return JSON.parse(text)
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON: the notification that S3 sent' })
      return z.NEVER
    }
  }),
})
