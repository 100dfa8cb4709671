import type { ObjectStore } from '../../ports/object-store.ts'
import type { StagedFile } from '../../staging/plan-staging.ts'
import { stageFiles } from '../../staging/stage-files.ts'
import type { Job } from '../job.ts'

/** Stages what the job's attempt needs; a later one takes the copies that are there, as their originals may be gone. */
export const stageAttempt = async (
  objects: ObjectStore,
  { attempt }: Job,
  files: readonly StagedFile[],
): Promise<void> => {
  if (attempt === 1) return stageFiles(objects, files)
  const heads = await Promise.all(files.map(({ to }) => objects.head(to)))
  return stageFiles(
    objects,
    files.filter((_, i) => heads[i] === undefined),
  )
}
