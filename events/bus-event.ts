import * as z from 'zod'

/** EventBridge's envelope, as far as it is looked at. */
export const busEventSchema = z.object({
  source: z.string(),
  'detail-type': z.string(),
  detail: z.unknown(),
})
