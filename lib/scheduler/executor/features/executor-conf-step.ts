import { EXECUTOR_DISABLE_CONFIG_MAP } from '../../../conf/catalogue/executor.ts'
import { read } from '../../../conf/property.ts'
import { fileItems, SPARK_CONF_DIR } from '../../../spark-pod/spark-conf-map.ts'
import { mountVolume } from '../../../spark-pod/spark-pod.ts'
import { executorConfMapName } from '../executor-conf-map.ts'
import type { ExecutorStep } from '../executor-step.ts'

/**
 * The executors' configmap as their SPARK_CONF_DIR; as files, what is not Spark's own settings. Follows
 * BasicExecutorFeatureStep, of which it is a part.
 */
export const executorConfStep: ExecutorStep = (group) => {
  if (read(group.conf, EXECUTOR_DISABLE_CONFIG_MAP)) return () => ({})
  const items = fileItems(group.confFiles ?? [])
  const configMap = { name: executorConfMapName(group), ...(items.length === 0 ? {} : { items }) }
  const volume = { name: 'spark-conf-volume-exec', configMap }
  return () => ({ configurePod: (pod) => mountVolume(pod, volume, { mountPath: SPARK_CONF_DIR }) })
}
