import type { SizedUpload } from './file-upload.ts'

export interface PutOptions {
  /** Told how many bytes of the file have arrived so far. */
  readonly onProgress: (bytes: number) => void
  readonly signal: AbortSignal
}

/** A place that files can be put to, and taken back from. */
export interface UploadTarget {
  /** Puts the file; where that fails, nothing of it stays. */
  put(upload: SizedUpload, options: PutOptions): Promise<void>
  /** Takes the file back; nothing happens where there is none. */
  remove(upload: SizedUpload): Promise<void>
}
