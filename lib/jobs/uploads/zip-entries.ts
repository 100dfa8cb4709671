import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl'
import { InvalidJobError, SparkdropError } from '../../errors/sparkdrop-error.ts'
import type { ObjectRef } from '../../ports/object-store.ts'
import { BlockReader, type RangeSource } from './block-reader.ts'

const MAX_ENTRIES = 200_000

/** A zip file in the store. */
export interface StoredZip {
  readonly objects: RangeSource
  readonly ref: ObjectRef
  /** In bytes. */
  readonly size: number
}

class ObjectReader extends RandomAccessReader {
  private readonly blocks: BlockReader

  constructor(blocks: BlockReader) {
    super()
    this.blocks = blocks
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const { blocks } = this
    return Readable.from(
      (async function* () {
        yield await blocks.read(start, end)
      })(),
      { objectMode: false },
    )
  }
}

/** Leaving the loop closes the zip, so the entry is read inside. */
const find = async <T>(
  zip: ZipFile,
  isMeant: (name: string) => boolean,
  read: (zip: ZipFile, entry: Entry) => Promise<T>,
): Promise<T | undefined> => {
  let seen = 0
  for await (const entry of zip.eachEntry()) {
    if (isMeant(entry.fileName)) return await read(zip, entry)
    if (++seen >= MAX_ENTRIES) throw new Error(`what it needs is not among its first ${MAX_ENTRIES} entries`)
  }
  return undefined
}

/** The text of an entry. @throws Error where it has more than `maxBytes` */
export const entryText =
  (maxBytes: number) =>
  async (zip: ZipFile, entry: Entry): Promise<string> => {
    if (entry.uncompressedSize > maxBytes)
      throw new Error(`its ${entry.fileName} has ${entry.uncompressedSize} bytes, and ${maxBytes} are the most`)
    return (await buffer(await zip.openReadStreamPromise(entry))).toString('utf8')
  }

/**
 * What `read` makes of the first entry that is meant, found by a few ranged GETs; undefined where there is no such entry.
 *
 * @param kind what the file is called in the message of the error
 * @throws InvalidJobError where the object is no zip file, or one that nobody should open
 */
export const readZipEntry = async <T>(
  { objects, ref, size }: StoredZip,
  kind: 'jar' | 'zip',
  isMeant: (name: string) => boolean,
  read: (zip: ZipFile, entry: Entry) => Promise<T>,
): Promise<T | undefined> => {
  try {
    const zip = await fromRandomAccessReaderPromise(new ObjectReader(new BlockReader(objects, ref, size)), size)
    return await find(zip, isMeant, read)
  } catch (cause) {
    if (cause instanceof SparkdropError) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new InvalidJobError(`NOT_A_${kind.toUpperCase()}`, `the file is no ${kind}: ${why}`, { cause })
  }
}
