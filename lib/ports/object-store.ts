/** One object as it was at one moment; `versionId` pins it where the bucket keeps versions. */
export interface ObjectRef {
  readonly bucket: string
  readonly key: string
  readonly versionId?: string
}

export interface ObjectHead {
  readonly size: number
  /** Without quotes, as events have it. */
  readonly etag: string
  readonly versionId?: string
  /** User metadata, keys in lower case without the `x-amz-meta-` prefix. */
  readonly metadata: Readonly<Record<string, string>>
}

/** One level of keys, whole as they are. */
export interface ObjectLevel {
  readonly keys: readonly string[]
  readonly prefixes: readonly string[]
}

/** Objects in S3. Every method throws `TransientError` where the store does not answer. */
export interface ObjectStore {
  /** Size, tag and metadata; undefined where there is no such object or version. */
  head(ref: ObjectRef): Promise<ObjectHead | undefined>
  /** Bytes `start` to `end`, both inclusive; fewer where the object ends before. */
  readRange(ref: ObjectRef, start: number, end: number): Promise<Uint8Array>
  /** The whole object as UTF-8 text, or undefined where there is none; `InvalidJobError` above `maxBytes`. */
  readText(ref: ObjectRef, maxBytes: number): Promise<string | undefined>
  /** A copy made by the store itself, whatever the size: no byte passes through the caller. */
  copy(from: ObjectRef, to: ObjectRef): Promise<void>
  /** Keys under the prefix, all pages. */
  list(bucket: string, prefix: string): Promise<readonly string[]>
  /** What lies directly below a prefix, all pages: keys, and the prefixes of more that end with the next slash. */
  listLevel(bucket: string, prefix: string): Promise<ObjectLevel>
  deleteAll(bucket: string, keys: readonly string[]): Promise<void>
}
