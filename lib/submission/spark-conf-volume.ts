import { CONFIG_MAP_MAX_SIZE } from '../conf/catalogue/configuration-files.ts'
import { formatProperties } from '../conf/codecs/properties.ts'
import { read } from '../conf/property.ts'
import type { ConfigMap } from '../ports/kubernetes-types.ts'
import type { DriverConf } from './driver-conf.ts'
import type { NamedFile } from './driver-submission.ts'
import { immutableConfigMap } from './immutable-objects.ts'
import { inNamespace } from './namespaced.ts'
import { addEnv, mountVolume, type SparkPod } from './spark-pod.ts'
import { decodeUtf8 } from './utf8.ts'

const SPARK_CONF_DIR = '/opt/spark/conf'
const SPARK_PROPERTIES = 'spark.properties'
const FILE_MODE = 0o644

export const SPARK_PROPERTIES_PATH = `${SPARK_CONF_DIR}/${SPARK_PROPERTIES}`

const size = ({ name, bytes }: NamedFile): number => name.length + bytes.length

/** Archives do not fit a configmap's text, and Spark's own settings come by another way. */
const isPropagated = ({ name }: NamedFile): boolean =>
  !/\.(gz|zip|jar|tar)$/.test(name) && !/\.template$/.test(name) && !/^spark.*(conf|properties)$/.test(name)

const bySizeThenName = (left: NamedFile, right: NamedFile): number =>
  size(left) - size(right) || (left.name < right.name ? -1 : 1)

export interface PropagatedFiles {
  readonly texts: Readonly<Record<string, string>>
  readonly warnings: readonly string[]
}

/**
 * The files of SPARK_CONF_DIR that go along with the driver: text, smallest first, as long as they are smaller than
 * `maxSize` together. What is left out for another reason than its name is warned of. Follows
 * KubernetesClientUtils.loadSparkConfDirFiles.
 */
export function propagatedFiles(files: readonly NamedFile[], maxSize: number): PropagatedFiles {
  const texts: Record<string, string> = {}
  const warnings: string[] = []
  let total = 0
  for (const file of files.filter(isPropagated).toSorted(bySizeThenName)) {
    const text = decodeUtf8(file.bytes)
    const length = file.name.length + (text?.length ?? 0)
    if (text === undefined) {
      warnings.push(`${file.name} of SPARK_CONF_DIR is no UTF-8 text and is left out of the driver's configuration`)
    } else if (size(file) > maxSize || total + length >= maxSize) {
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

/** The configmap that becomes the driver's SPARK_CONF_DIR: the propagated files, and all settings as spark.properties. */
export function sparkConfMap(
  driver: DriverConf,
  properties: ReadonlyMap<string, string>,
): { readonly configMap: ConfigMap; readonly warnings: readonly string[] } {
  const name = `spark-drv-${driver.identity.confMapId}-conf-map`
  const { texts, warnings } = propagatedFiles(driver.files?.sparkConfDir ?? [], read(driver.conf, CONFIG_MAP_MAX_SIZE))
  const comment = `Java properties built from Kubernetes config map with name: ${name}`
  const data = {
    ...texts,
    [SPARK_PROPERTIES]: formatProperties(properties, comment),
    'spark.kubernetes.namespace': driver.namespace,
  }
  return {
    configMap: inNamespace(driver.namespace, immutableConfigMap(name, data)),
    warnings,
  }
}

/** The pod with that configmap as its SPARK_CONF_DIR. Follows submit.Client. */
export function withSparkConf(pod: SparkPod, configMap: ConfigMap): SparkPod {
  const items = Object.keys(configMap.data ?? {})
    .filter((key) => key !== 'spark.kubernetes.namespace')
    .toSorted()
    .map((key) => ({ key, path: key, mode: FILE_MODE }))
  const volume = {
    name: 'spark-conf-volume-driver',
    configMap: { name: configMap.metadata?.name ?? '', items },
  }
  return mountVolume(addEnv(pod, { name: 'SPARK_CONF_DIR', value: SPARK_CONF_DIR }), volume, {
    mountPath: SPARK_CONF_DIR,
  })
}
