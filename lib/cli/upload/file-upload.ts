import { stat } from 'node:fs/promises'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { clientPath } from '../submit/client-path.ts'

/** One file of this machine that the driver needs elsewhere. */
export interface FileUpload {
  /** Its URI here. */
  readonly source: string
  /** Which setting asks for it. */
  readonly property: string
  /** The URI under which the driver will find it. */
  readonly target: string
}

/** A file that is there, and how much there is of it. */
export interface SizedUpload extends FileUpload {
  readonly path: string
  /** Bytes. */
  readonly size: number
}

/**
 * The uploads with their sizes.
 * @throws InvalidJobError FILE_MISSING where a file is not there or is none
 */
export const sized = (uploads: readonly FileUpload[], cwd: string): Promise<readonly SizedUpload[]> =>
  Promise.all(
    uploads.map(async (upload) => {
      const path = clientPath(upload.source, cwd)
      const found = await stat(path).catch(() => undefined)
      if (found?.isFile()) return { ...upload, path, size: found.size }
      const message = `${upload.property}: ${path} ${found ? 'is not a file' : 'does not exist'}, so that it cannot be uploaded`
      throw new InvalidJobError('FILE_MISSING', message, {
        details: { property: upload.property, value: upload.source },
      })
    }),
  )
