import { APP_NAME } from '../../conf/catalogue/application.ts'
import { EXECUTOR_POD_NAME_PREFIX } from '../../conf/catalogue/executor.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { derivedDigits } from '../../spark-pod/derived-ids.ts'
import { resourceNamePrefix } from '../../spark-pod/resource-names.ts'

/**
 * The beginning of the names of all executor pods of an application: the conf's, or one of the application's name and
 * id. Follows KubernetesClusterManager, which draws the id at random.
 * @throws InvalidJobError INVALID_PROPERTY where the conf's is no beginning of a pod's name
 */
export const executorNamePrefix = (conf: SparkConf, appId: string): string =>
  read(conf, EXECUTOR_POD_NAME_PREFIX) ??
  resourceNamePrefix(conf.get(APP_NAME.key, 'spark'), derivedDigits('executors', appId, 16))
