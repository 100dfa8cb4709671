import { APP_NAME } from '../../conf/catalogue/application.ts'
import { APP_ID_LABEL, customLabels, substituteIds } from '../../spark-pod/bookkeeping-labels.ts'
import { appNameLabel } from '../../spark-pod/resource-names.ts'
import { EXECUTOR_ID_LABEL, PROFILE_ID_LABEL } from '../executor-pod.ts'
import type { ExecutorGroup } from './executor-step.ts'

export const ROLE_LABEL = 'spark-role'

type ByExecutor = (executorId: string) => Readonly<Record<string, string>>

const DEFAULT_APP_NAME = 'spark'

const substituted =
  (values: ReadonlyMap<string, string>, appId: string): ByExecutor =>
  (executorId) =>
    Object.fromEntries(Array.from(values, ([key, value]) => [key, substituteIds(value, appId, executorId)]))

/**
 * The labels of an executor pod. Follows KubernetesExecutorConf.labels.
 * @throws InvalidJobError RESERVED_LABEL where the conf asks for one that is Spark's own
 */
export function executorLabels({ appId, conf, profile, sparkVersion }: ExecutorGroup): ByExecutor {
  const preset = {
    'spark-version': sparkVersion,
    [EXECUTOR_ID_LABEL]: '',
    [APP_ID_LABEL]: appId,
    'spark-app-name': appNameLabel(conf.get(APP_NAME.key, DEFAULT_APP_NAME)),
    [ROLE_LABEL]: 'executor',
    [PROFILE_ID_LABEL]: String(profile.id),
  }
  const custom = substituted(customLabels(conf, 'spark.kubernetes.executor.label.', Object.keys(preset)), appId)
  return (executorId) => ({ ...custom(executorId), ...preset, [EXECUTOR_ID_LABEL]: executorId })
}

/** The annotations of an executor pod. Follows KubernetesExecutorConf.annotations. */
export const executorAnnotations = ({ appId, conf }: ExecutorGroup): ByExecutor =>
  substituted(conf.getAllWithPrefix('spark.kubernetes.executor.annotation.'), appId)
