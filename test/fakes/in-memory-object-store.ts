import { createHash } from 'node:crypto'
import { InvalidJobError } from '../../lib/errors/sparkdrop-error.ts'
import type { ObjectHead, ObjectLevel, ObjectRef, ObjectStore } from '../../lib/ports/object-store.ts'

interface StoredObject {
  readonly bytes: Uint8Array
  readonly metadata: Readonly<Record<string, string>>
}

/** As S3 makes it of an object that was put in one piece. */
export const etagOf = (content: string | Uint8Array): string => createHash('md5').update(content).digest('hex')

/** S3 in a map; a version is stored as an object of its own, the last one put is the current one. */
export class InMemoryObjectStore implements ObjectStore {
  private readonly objects = new Map<string, StoredObject>()
  readonly ranges: { start: number; end: number }[] = []
  readonly copies: { from: ObjectRef; to: ObjectRef }[] = []
  failNext: Error | undefined

  put(ref: ObjectRef, content: string | Uint8Array, metadata: Record<string, string> = {}): this {
    const object = { bytes: Buffer.from(content), metadata }
    this.objects.set(this.at({ bucket: ref.bucket, key: ref.key }), object)
    if (ref.versionId) this.objects.set(this.at(ref), object)
    return this
  }

  /** The keys of what there is in the bucket now. */
  keys(bucket: string): readonly string[] {
    const all = [...this.objects.keys()].map((at) => JSON.parse(at) as [string, string, string])
    return all.filter(([b, , version]) => b === bucket && !version).map(([, key]) => key)
  }

  async head(ref: ObjectRef): Promise<ObjectHead | undefined> {
    this.fail()
    const object = this.objects.get(this.at(ref))
    return object && { size: object.bytes.length, etag: etagOf(object.bytes), metadata: object.metadata }
  }

  async readRange(ref: ObjectRef, start: number, end: number): Promise<Uint8Array> {
    this.ranges.push({ start, end })
    return this.bytes(ref).subarray(start, end + 1)
  }

  async readText(ref: ObjectRef, maxBytes: number): Promise<string | undefined> {
    const object = this.objects.get(this.at(ref))
    if (object && object.bytes.length > maxBytes) throw new InvalidJobError('OBJECT_TOO_LARGE', ref.key)
    return object && Buffer.from(object.bytes).toString('utf8')
  }

  async copy(from: ObjectRef, to: ObjectRef): Promise<void> {
    this.fail()
    this.put(to, this.bytes(from))
    this.copies.push({ from, to })
  }

  async list(bucket: string, prefix: string): Promise<readonly string[]> {
    const keys = [...this.objects.keys()].map((at) => JSON.parse(at) as [string, string, string])
    return keys.filter(([b, key, version]) => b === bucket && key.startsWith(prefix) && !version).map(([, key]) => key)
  }

  async listLevel(bucket: string, prefix: string): Promise<ObjectLevel> {
    const keys = await this.list(bucket, prefix)
    const isBelow = (key: string) => key.indexOf('/', prefix.length) >= 0
    const folders = keys.filter(isBelow).map((key) => key.slice(0, key.indexOf('/', prefix.length) + 1))
    return { keys: keys.filter((key) => !isBelow(key)), prefixes: [...new Set(folders)] }
  }

  async deleteAll(bucket: string, keys: readonly string[]): Promise<void> {
    for (const key of keys) this.objects.delete(this.at({ bucket, key }))
  }

  private bytes(ref: ObjectRef): Uint8Array {
    const object = this.objects.get(this.at(ref))
    if (!object) throw new InvalidJobError('OBJECT_MISSING', `${ref.key} does not exist`)
    return object.bytes
  }

  private at({ bucket, key, versionId }: ObjectRef): string {
    return JSON.stringify([bucket, key, versionId ?? ''])
  }

  private fail(): void {
    const error = this.failNext
    this.failNext = undefined
    if (error) throw error
  }
}
