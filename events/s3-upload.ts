import * as z from 'zod'

/** The `detail` of EventBridge's "Object Created" event of S3; the key is as it is, not encoded. */
export const objectCreatedSchema = z.object({
  bucket: z.object({ name: z.string() }),
  object: z.object({
    key: z.string(),
    size: z.number().optional(),
    etag: z.string().optional(),
    'version-id': z.string().optional(),
    sequencer: z.string().optional(),
  }),
})

/** One version of an object that appeared in a bucket. */
export interface Upload {
  readonly bucket: string
  readonly key: string
  readonly versionId?: string
  readonly etag?: string
  readonly sequencer?: string
}

/** The upload that an "Object Created" event tells of. */
export const parseObjectCreated = (detail: unknown): Upload => {
  const { bucket, object } = objectCreatedSchema.parse(detail)
  return {
    bucket: bucket.name,
    key: object.key,
    ...(object['version-id'] ? { versionId: object['version-id'] } : {}),
    ...(object.etag ? { etag: object.etag } : {}),
    ...(object.sequencer ? { sequencer: object.sequencer } : {}),
  }
}
