import { NAMESPACE } from '../../conf/catalogue/application.ts'
import { CONFIG_MAP_MAX_SIZE } from '../../conf/catalogue/configuration-files.ts'
import { read } from '../../conf/property.ts'
import type { ConfigMap } from '../../ports/kubernetes-types.ts'
import { APP_ID_LABEL } from '../../spark-pod/bookkeeping-labels.ts'
import { propagatedFiles } from '../../spark-pod/conf-files.ts'
import { derivedDigits } from '../../spark-pod/derived-ids.ts'
import type { NamedFile } from '../../spark-pod/named-file.ts'
import { ownedBy } from '../../spark-pod/owner-reference.ts'
import { sparkConfMap } from '../../spark-pod/spark-conf-map.ts'
import { ROLE_LABEL } from './executor-metadata.ts'
import type { SparkApplication } from './spark-application.ts'

/** The name of the executors' configmap: the one that is known, or one that belongs to the application's id. */
export const executorConfMapName = ({ appId, executorConfMap }: SparkApplication): string =>
  executorConfMap ?? `spark-exec-${derivedDigits('executor-conf-map', appId, 16)}-conf-map`

/**
 * The configmap that becomes the SPARK_CONF_DIR of all executors, and which files are in it. Follows
 * KubernetesClusterSchedulerBackend.setUpExecutorConfigMap.
 * @param files those of the driver's SPARK_CONF_DIR
 */
export function executorConfMap(
  application: SparkApplication,
  files: readonly NamedFile[],
): { readonly configMap: ConfigMap; readonly confFiles: readonly string[]; readonly warnings: readonly string[] } {
  const { appId, conf, driverPod } = application
  const namespace = read(conf, NAMESPACE)
  const { texts, warnings } = propagatedFiles(files, read(conf, CONFIG_MAP_MAX_SIZE), 'executor')
  const settings = new Map([[NAMESPACE.key, namespace]])
  const made = sparkConfMap(executorConfMapName(application), namespace, texts, settings)
  const labelled = {
    ...made,
    metadata: { ...made.metadata, labels: { [APP_ID_LABEL]: appId, [ROLE_LABEL]: 'executor' } },
  }
  const [configMap] = driverPod === undefined ? [labelled] : ownedBy([labelled], driverPod)
  return { configMap: configMap ?? labelled, confFiles: Object.keys(texts), warnings }
}
