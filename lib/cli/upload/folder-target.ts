import { constants } from 'node:fs'
import { copyFile, mkdir, rm, rmdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { clientPath } from '../submit/client-path.ts'
import type { FileUpload } from './file-upload.ts'
import type { UploadTarget } from './upload-target.ts'

/** A folder that this machine and the driver both see, such as a network file system; a name without scheme is one too. */
export const folderTarget = (cwd: string): UploadTarget => {
  // The folder is the upload's own; its parents are the user's, and stay. The name is no URI any more: it is decoded.
  const pathOf = (target: string): string => clientPath(target.replaceAll('%', '%25').replaceAll('#', '%23'), cwd)
  const remove = async ({ target }: FileUpload): Promise<void> => {
    const file = pathOf(target)
    await rm(file, { force: true })
    await rmdir(dirname(file)).catch(() => undefined)
  }
  return {
    remove,
    put: async (upload, { onProgress, signal }) => {
      const { path, target, size, property } = upload
      const file = pathOf(target)
      signal.throwIfAborted()
      try {
        await mkdir(dirname(file), { recursive: true })
        await copyFile(path, file, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE)
      } catch (cause) {
        await remove(upload)
        const message = `${property}: ${path} cannot be copied to ${file} (${cause instanceof Error ? cause.message : cause})`
        throw new InvalidJobError('COPY_FAILED', message, {
          details: { property: 'spark.kubernetes.file.upload.path', value: target },
          cause,
        })
      }
      onProgress(size)
    },
  }
}
