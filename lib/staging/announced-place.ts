import { namespaceUploadPath, stagedPlace } from '../files/staged-place.ts'
import type { AnnouncedFile } from '../ports/upload-signer.ts'
import { derivedUuid } from '../spark-pod/derived-ids.ts'

/** Who announces files, for jobs of which namespace, and under which key of their own. */
export interface Announcer {
  readonly principal: string
  readonly namespace: string
  readonly key: string
}

/**
 * Where a file goes that is announced: into a folder of its own, below the namespace's. The same file under the same key has
 * the same place, another file has another; neither another caller's files nor the copies of a job are ever in it.
 *
 * @param uploadPath `s3a://` URI, of all namespaces
 */
export const announcedPlace = (
  uploadPath: string,
  { principal, namespace, key }: Announcer,
  { name, size, sha256 }: AnnouncedFile,
): string => {
  const id = derivedUuid('announced', JSON.stringify([principal, key, name, size, sha256]))
  return stagedPlace(namespaceUploadPath(namespace, uploadPath), id, name)
}
