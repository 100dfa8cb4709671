import type { ObjectRef } from './object-store.ts'

/** What is said of a file before it is there. */
export interface AnnouncedFile {
  readonly name: string
  /** Bytes. */
  readonly size: number
  /** 64 hexadecimal digits. */
  readonly sha256?: string | undefined
}

/** A request that puts one object, and that whoever has it may send until its time is over: a secret. */
export interface SignedPut {
  readonly method: 'PUT'
  readonly url: string
  /** To be sent just so; the length of the body, which is signed too, is left to whoever sends it. */
  readonly headers: Readonly<Record<string, string>>
}

/** Signs requests that others send to the object store. */
export interface UploadSigner {
  /**
   * A request that puts an object of this size and, where its SHA-256 was said, of this content: the store refuses others.
   * @param seconds for which it may be sent
   */
  signPut(to: ObjectRef, content: Omit<AnnouncedFile, 'name'>, seconds: number): Promise<SignedPut>
}
