import type { ObjectStore } from '../ports/object-store.ts'
import type { StagedFile } from './plan-staging.ts'

/**
 * Copies every file to its place, all at once and inside the store. The places are derived, so doing it again after a
 * failure half way overwrites, and adds nothing.
 */
export const stageFiles = async (objects: ObjectStore, files: readonly StagedFile[]): Promise<void> => {
  await Promise.all(files.map(({ from, to }) => objects.copy(from, to)))
}

/** Takes back what was staged, or would have been. */
export const unstageFiles = async (objects: ObjectStore, files: readonly StagedFile[]): Promise<void> => {
  const byBucket = Map.groupBy(files, ({ to }) => to.bucket)
  const keys = [...byBucket].map(([bucket, some]) => [bucket, some.map(({ to }) => to.key)] as const)
  await Promise.all(keys.map(([bucket, some]) => objects.deleteAll(bucket, some)))
}
