import type { Receipt } from '../../../events/receipt.ts'

/** S3's sequencers order the events of one key, as text of one length; of different lengths they say nothing for sure. */
const comparable = (a: string | undefined, b: string | undefined): boolean =>
  a !== undefined && b !== undefined && a.length === b.length && a !== b

const isLaterUpload = (one: Receipt, other: Receipt): boolean => {
  const [a, b] = [one.upload.sequencer, other.upload.sequencer]
  if (comparable(a, b)) return (a ?? '') > (b ?? '')
  return one.createdAt === other.createdAt ? one.jobId > other.jobId : one.createdAt > other.createdAt
}

/**
 * Whether the receipt may take the other's place: news of the same job that is later, or a job of a later upload under the
 * same key. Of any two different receipts exactly one goes before, so that all writers agree on what stays.
 */
export const supersedes = (one: Receipt, other: Receipt): boolean =>
  one.jobId === other.jobId ? one.revision > other.revision : isLaterUpload(one, other)
