import { UPLOAD_PATH } from '../../conf/catalogue/application.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { InvalidJobError, isRetryable, SparkdropError } from '../../errors/sparkdrop-error.ts'
import { isS3Uri } from '../../staging/s3-uri.ts'
import { type Surroundings, warn } from '../surroundings.ts'
import type { SizedUpload } from './file-upload.ts'
import { folderTarget } from './folder-target.ts'
import { ProgressBar } from './progress-bar.ts'
import type { UploadTarget } from './upload-target.ts'

const FILES_AT_ONCE = 4

/** What has been uploaded, and how to undo it. */
export interface Uploaded {
  remove(): Promise<void>
}

async function targetFor(
  files: readonly [SizedUpload, ...SizedUpload[]],
  conf: SparkConf,
  surroundings: Surroundings,
): Promise<UploadTarget> {
  const [{ target: uri }] = files
  const [, scheme = 'file'] = /^([a-z][a-z0-9+.-]*):/i.exec(uri) ?? []
  if (scheme.toLowerCase() === 'file') return folderTarget(surroundings.cwd)
  if (isS3Uri(uri)) {
    const largest = Math.max(...files.map(({ size }) => size))
    return (await import('./bucket-target.ts')).bucketTarget(conf, surroundings, largest)
  }
  const message = `${UPLOAD_PATH.key}: files can be uploaded to s3a:// and file:// only, not to ${scheme}://`
  throw new InvalidJobError('UPLOAD_PATH_UNSUPPORTED', message, {
    details: { property: UPLOAD_PATH.key, value: conf.get(UPLOAD_PATH.key, '') },
  })
}

/** The first failure is told in any case; of the others, only what the person has to clean up. */
const hasLeftParts = (error: unknown): error is SparkdropError =>
  error instanceof SparkdropError && error.code === 'PARTS_LEFT_BEHIND'

/** Takes back what has been put; what cannot be taken back is said. */
async function removeAll(
  target: UploadTarget,
  files: Iterable<SizedUpload>,
  surroundings: Surroundings,
): Promise<void> {
  const removals = Array.from(files, async (file) => {
    try {
      await target.remove(file)
    } catch (error) {
      warn(surroundings, `${file.target} could not be taken back: ${error instanceof Error ? error.message : error}`)
    }
  })
  await Promise.all(removals)
}

/**
 * Puts the files, several at once, until one fails or the signal aborts.
 * @param begun is told which files may be there: those that arrived, and those on their way when all was stopped
 */
async function putAll(
  target: UploadTarget,
  files: readonly SizedUpload[],
  begun: Set<SizedUpload>,
  surroundings: Surroundings,
): Promise<void> {
  const { stderr, signal: stopped } = surroundings
  const total = files.reduce((sum, { size }) => sum + size, 0)
  const bar = new ProgressBar(stderr, `uploading ${files.length} file${files.length === 1 ? '' : 's'}`, total)
  const failed = new AbortController()
  const signal = AbortSignal.any([failed.signal, stopped])
  const workers = Math.min(FILES_AT_ONCE, files.length)
  const queue = files.values()
  const work = async (): Promise<void> => {
    for (const file of queue) {
      begun.add(file)
      try {
        await target.put(file, { signal, onProgress: (bytes) => bar.update(file.target, bytes) })
      } catch (error) {
        // A store that gave no answer may have taken the file nevertheless; one that refused has not.
        if (!signal.aborted && !isRetryable(error)) begun.delete(file)
        if (signal.aborted && hasLeftParts(error)) warn(surroundings, error.message)
        failed.abort(error)
        return
      }
    }
  }
  try {
    await Promise.all(Array.from({ length: workers }, work))
  } finally {
    bar.end()
  }
  signal.throwIfAborted()
}

/**
 * Puts every file to the target, several at once. All or nothing: where one fails, those that have arrived are taken back.
 * @throws what the target throws; the signal's reason
 */
export async function uploadTo(
  target: UploadTarget,
  files: readonly SizedUpload[],
  surroundings: Surroundings,
): Promise<Uploaded> {
  const begun = new Set<SizedUpload>()
  const remove = () => removeAll(target, begun, surroundings)
  try {
    await putAll(target, files, begun, surroundings)
  } catch (error) {
    await remove()
    throw error
  }
  return { remove }
}

/**
 * Puts every file where the driver will look for it, as `uploadTo` does.
 * @throws InvalidJobError UPLOAD_PATH_UNSUPPORTED, and those of the target; the signal's reason
 */
export async function uploadFiles(
  files: readonly SizedUpload[],
  conf: SparkConf,
  surroundings: Surroundings,
): Promise<Uploaded> {
  const [first, ...others] = files
  if (first === undefined) return { remove: async () => {} }
  return uploadTo(await targetFor([first, ...others], conf, surroundings), files, surroundings)
}
