import type { ObjectRef, ObjectStore } from '../../ports/object-store.ts'

const BLOCK_BYTES = 128 * 1024

/** Whatever gives parts of a file: a store, or a disk. */
export type RangeSource = Pick<ObjectStore, 'readRange'>

/**
 * Reads parts of an object by ranged GETs of whole blocks and remembers the last few: a zip's directory is read in
 * pieces of some dozen bytes, and each must not cost a request.
 */
export class BlockReader {
  private readonly objects: RangeSource
  private readonly ref: ObjectRef
  private readonly size: number
  private readonly blocks = new Map<number, Promise<Uint8Array>>()

  constructor(objects: RangeSource, ref: ObjectRef, size: number) {
    this.objects = objects
    this.ref = ref
    this.size = size
  }

  /** Bytes from `start` up to, not including, `end`. */
  async read(start: number, end: number): Promise<Buffer> {
    const first = Math.floor(start / BLOCK_BYTES)
    const last = Math.floor((end - 1) / BLOCK_BYTES)
    const blocks = await Promise.all(Array.from({ length: last - first + 1 }, (_, i) => this.block(first + i)))
    return Buffer.concat(blocks).subarray(start - first * BLOCK_BYTES, end - first * BLOCK_BYTES)
  }

  private block(index: number): Promise<Uint8Array> {
    const known = this.blocks.get(index)
    if (known) return known
    const start = index * BLOCK_BYTES
    const block = this.objects.readRange(this.ref, start, Math.min(start + BLOCK_BYTES, this.size) - 1)
    this.blocks.set(index, block)
    for (const old of [...this.blocks.keys()].slice(0, -8)) this.blocks.delete(old)
    return block
  }
}
