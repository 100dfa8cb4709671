import type { Volume } from '../../ports/kubernetes-types.ts'
import { addEnv, mountVolume, type SparkPod } from '../spark-pod.ts'

/** By this setting the driver knows which configmap its executors get. */
export const EXECUTOR_HADOOP_CONFIG_MAP = 'spark.kubernetes.executor.hadoopConfigMapName'

const CONF_PATH = '/opt/hadoop/conf'

/** The pod with the configmap as its HADOOP_CONF_DIR. Follows the HadoopConf steps of both roles. */
export const mountHadoopConf = (pod: SparkPod, configMap: NonNullable<Volume['configMap']>): SparkPod =>
  addEnv(mountVolume(pod, { name: 'hadoop-properties', configMap }, { mountPath: CONF_PATH }), {
    name: 'HADOOP_CONF_DIR',
    value: CONF_PATH,
  })
