import type { ObjectRef } from '../../ports/object-store.ts'
import type { RangeSource } from './block-reader.ts'
import { parseManifest } from './jar-manifest.ts'
import { entryText, readZipEntry } from './zip-entries.ts'

const MANIFEST = 'META-INF/MANIFEST.MF'
const MAX_MANIFEST_BYTES = 64 * 1024

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
  const isManifest = (name: string): boolean => name.toUpperCase() === MANIFEST
  const text = await readZipEntry({ objects, ref, size }, 'jar', isManifest, entryText(MAX_MANIFEST_BYTES))
  return text === undefined ? undefined : parseManifest(text)
}
