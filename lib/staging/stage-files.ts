import { isRetryable } from '../errors/sparkdrop-error.ts'
import type { ObjectStore } from '../ports/object-store.ts'
import type { StagedFile } from './plan-staging.ts'

/**
 * Copies every file to its place, all at once and inside the store. The places are derived, so doing it again after a
 * failure half way overwrites, and adds nothing. Ends only when no copy is under way any more: one that came later could
 * not be taken back.
 *
 * @throws what the first copy that failed threw, one that will not pass before one that may
 */
export const stageFiles = async (objects: ObjectStore, files: readonly StagedFile[]): Promise<void> => {
  const copies = await Promise.allSettled(files.map(({ from, to }) => objects.copy(from, to)))
  const failures = copies.flatMap((copy) => (copy.status === 'rejected' ? [copy.reason] : []))
  if (failures.length > 0) throw failures.find((failure) => !isRetryable(failure)) ?? failures[0]
}

/** Takes back what was staged, or would have been. */
export const unstageFiles = async (objects: ObjectStore, files: readonly StagedFile[]): Promise<void> => {
  const byBucket = Map.groupBy(files, ({ to }) => to.bucket)
  const keys = [...byBucket].map(([bucket, some]) => [bucket, some.map(({ to }) => to.key)] as const)
  await Promise.all(keys.map(([bucket, some]) => objects.deleteAll(bucket, some)))
}
