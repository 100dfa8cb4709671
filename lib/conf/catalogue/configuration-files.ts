import { atMost } from '../limits.ts'
import { longProperty, textProperty } from '../property.ts'

export const CONFIG_MAP_MAX_SIZE = longProperty({
  key: 'spark.kubernetes.configMap.maxSize',
  default: '1048576',
  check: atMost(1024 * 1024, 'Must have at most 1048576 bytes'),
  since: '3.1.0',
  doc: 'The size in bytes beyond which files of SPARK_CONF_DIR are left out of the configmap, smallest files first.',
})

export const HADOOP_CONFIG_MAP = textProperty({
  key: 'spark.kubernetes.hadoop.configMapName',
  since: '3.0.0',
  doc: 'A configmap with the files of HADOOP_CONF_DIR for driver and executors; excludes a HADOOP_CONF_DIR of the submitting side.',
})
