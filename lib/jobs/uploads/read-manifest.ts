import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl'
import { InvalidJobError, SparkdropError } from '../../errors/sparkdrop-error.ts'
import type { ObjectRef } from '../../ports/object-store.ts'
import { BlockReader, type RangeSource } from './block-reader.ts'
import { parseManifest } from './jar-manifest.ts'

const MANIFEST = 'META-INF/MANIFEST.MF'
const MAX_MANIFEST_BYTES = 64 * 1024
const MAX_ENTRIES = 200_000

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

const notAJar = (cause: unknown): InvalidJobError =>
  new InvalidJobError('NOT_A_JAR', `the file is no jar: ${cause instanceof Error ? cause.message : String(cause)}`, {
    cause,
  })

const readEntry = async (zip: ZipFile, entry: Entry): Promise<string> => {
  if (entry.uncompressedSize > MAX_MANIFEST_BYTES)
    throw new Error(`its ${MANIFEST} has ${entry.uncompressedSize} bytes, and ${MAX_MANIFEST_BYTES} are the most`)
  return (await buffer(await zip.openReadStreamPromise(entry))).toString('utf8')
}

/** Leaving the loop closes the zip, so the entry is read inside. */
const findManifest = async (zip: ZipFile): Promise<string | undefined> => {
  let seen = 0
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName.toUpperCase() === MANIFEST) return await readEntry(zip, entry)
    if (++seen >= MAX_ENTRIES) throw new Error(`more than ${MAX_ENTRIES} entries and no ${MANIFEST} among them`)
  }
  return undefined
}

/**
 * The main attributes of the manifest of a jar in the store, read by a few ranged GETs; undefined where the jar has none.
 *
 * @param size the object's size in bytes
 * @throws InvalidJobError `NOT_A_JAR` where the object is no zip file, or one that nobody should open
 */
export const readJarManifest = async (
  objects: RangeSource,
  ref: ObjectRef,
  size: number,
): Promise<ReadonlyMap<string, string> | undefined> => {
  try {
    const zip = await fromRandomAccessReaderPromise(new ObjectReader(new BlockReader(objects, ref, size)), size)
    const text = await findManifest(zip)
    return text === undefined ? undefined : parseManifest(text)
  } catch (error) {
    throw error instanceof SparkdropError ? error : notAJar(error)
  }
}
