import { CONFIG_MAP_MAX_SIZE } from '../conf/catalogue/configuration-files.ts'
import { read } from '../conf/property.ts'
import type { ConfigMap } from '../ports/kubernetes-types.ts'
import { propagatedFiles } from '../spark-pod/conf-files.ts'
import {
  confMapItems,
  mountConfDir,
  SPARK_CONF_DIR,
  SPARK_PROPERTIES,
  sparkConfMap,
} from '../spark-pod/spark-conf-map.ts'
import type { SparkPod } from '../spark-pod/spark-pod.ts'
import type { DriverConf } from './driver-conf.ts'

/** The driver pod's volume that becomes its SPARK_CONF_DIR. */
export const DRIVER_CONF_VOLUME = 'spark-conf-volume-driver'

export const SPARK_PROPERTIES_PATH = `${SPARK_CONF_DIR}/${SPARK_PROPERTIES}`

/** The configmap that becomes the driver's SPARK_CONF_DIR: the propagated files, and all settings as spark.properties. */
export function driverConfMap(
  { conf, files, identity, namespace }: DriverConf,
  properties: ReadonlyMap<string, string>,
): { readonly configMap: ConfigMap; readonly warnings: readonly string[] } {
  const name = `spark-drv-${identity.confMapId}-conf-map`
  const { texts, warnings } = propagatedFiles(files?.sparkConfDir ?? [], read(conf, CONFIG_MAP_MAX_SIZE), 'driver')
  return { configMap: sparkConfMap(name, namespace, texts, properties), warnings }
}

/** The pod with that configmap as its SPARK_CONF_DIR. Follows submit.Client. */
export const withDriverConf = (pod: SparkPod, configMap: ConfigMap): SparkPod =>
  mountConfDir(pod, {
    name: DRIVER_CONF_VOLUME,
    configMap: { name: configMap.metadata?.name ?? '', items: confMapItems(configMap) },
  })
