import { NAMESPACE } from '../conf/catalogue/application.ts'
import { formatProperties } from '../conf/codecs/properties.ts'
import type { ConfigMap, Volume } from '../ports/kubernetes-types.ts'
import { immutableConfigMap } from './immutable-objects.ts'
import { inNamespace } from './namespaced.ts'
import { addEnv, mountVolume, type SparkPod } from './spark-pod.ts'

/** Where Spark finds its configuration in a pod. */
export const SPARK_CONF_DIR = '/opt/spark/conf'
export const SPARK_PROPERTIES = 'spark.properties'
const FILE_MODE = 0o644

/**
 * The configmap that becomes a pod's SPARK_CONF_DIR: files, and settings as spark.properties. Follows
 * KubernetesClientUtils.buildConfigMap.
 */
export function sparkConfMap(
  name: string,
  namespace: string,
  files: Readonly<Record<string, string>>,
  properties: ReadonlyMap<string, string>,
): ConfigMap {
  const comment = `Java properties built from Kubernetes config map with name: ${name}`
  const data = {
    ...files,
    [SPARK_PROPERTIES]: formatProperties(properties, comment),
    [NAMESPACE.key]: namespace,
  }
  return inNamespace(namespace, immutableConfigMap(name, data))
}

/** Files of a configmap by their own names. */
export const fileItems = (files: readonly string[]): { key: string; path: string; mode: number }[] =>
  files.toSorted().map((key) => ({ key, path: key, mode: FILE_MODE }))

/** What of the configmap is mounted as files. */
export const confMapItems = (configMap: ConfigMap): { key: string; path: string; mode: number }[] =>
  fileItems(Object.keys(configMap.data ?? {}).filter((key) => key !== NAMESPACE.key))

/** The pod with the volume as its SPARK_CONF_DIR. */
export const mountConfDir = (pod: SparkPod, volume: Volume): SparkPod =>
  mountVolume(addEnv(pod, { name: 'SPARK_CONF_DIR', value: SPARK_CONF_DIR }), volume, { mountPath: SPARK_CONF_DIR })
