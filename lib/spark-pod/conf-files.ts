import { CONFIG_MAP_MAX_SIZE } from '../conf/catalogue/configuration-files.ts'
import type { NamedFile } from './named-file.ts'
import { decodeUtf8 } from './utf8.ts'

const sizeOf = (file: NamedFile): number => file.name.length + (file.size ?? file.bytes.length)

/** Archives do not fit a configmap's text, and Spark's own settings come by another way. */
const isPropagated = ({ name }: NamedFile): boolean =>
  !/\.(gz|zip|jar|tar)$/.test(name) && !/\.template$/.test(name) && !/^spark.*(conf|properties)$/.test(name)

const bySizeThenName = (left: NamedFile, right: NamedFile): number =>
  sizeOf(left) - sizeOf(right) || (left.name < right.name ? -1 : 1)

export interface PropagatedFiles {
  readonly texts: Readonly<Record<string, string>>
  readonly warnings: readonly string[]
}

/**
 * The files of SPARK_CONF_DIR that go along with a pod: text, smallest first, as long as they are smaller than
 * `maxSize` together. What is left out for another reason than its name is warned of. Follows
 * KubernetesClientUtils.loadSparkConfDirFiles.
 * @param role whose pod it is, for the warnings
 */
export function propagatedFiles(
  files: readonly NamedFile[],
  maxSize: number,
  role: 'driver' | 'executor',
): PropagatedFiles {
  const texts: Record<string, string> = {}
  const warnings: string[] = []
  let total = 0
  for (const file of files.filter(isPropagated).toSorted(bySizeThenName)) {
    const text = sizeOf(file) > maxSize ? '' : decodeUtf8(file.bytes)
    const length = file.name.length + (text?.length ?? 0)
    if (text === undefined) {
      warnings.push(`${file.name} of SPARK_CONF_DIR is no UTF-8 text and is left out of the ${role}'s configuration`)
    } else if (sizeOf(file) > maxSize || total + length >= maxSize) {
      warnings.push(
        `${file.name} of SPARK_CONF_DIR is too large and is left out (${CONFIG_MAP_MAX_SIZE.key} is ${maxSize})`,
      )
    } else {
      texts[file.name] = text
      total += length
    }
  }
  return { texts, warnings }
}
