import type { SparkConf } from '../conf/spark-conf.ts'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'

export const APP_ID_LABEL = 'spark-app-selector'

/** What users may leave for Spark to fill in: the ids of the application and of the executor; a driver has none. */
export const substituteIds = (text: string, appId: string, executorId = ''): string =>
  text.replaceAll('{{APP_ID}}', () => appId).replaceAll('{{EXECUTOR_ID}}', () => executorId)

/**
 * The labels that the user asked for, without those that are Spark's own.
 * @param prefix such as `spark.kubernetes.driver.label.`
 * @param reserved keys of Spark's own labels
 * @throws InvalidJobError RESERVED_LABEL
 */
export function customLabels(
  conf: SparkConf,
  prefix: string,
  reserved: readonly string[],
): ReadonlyMap<string, string> {
  const labels = conf.getAllWithPrefix(prefix)
  const taken = reserved.find((label) => labels.has(label))
  if (taken === undefined) return labels
  throw new InvalidJobError(
    'RESERVED_LABEL',
    `Label with key ${taken} is not allowed as it is reserved for Spark bookkeeping operations.`,
    { details: { property: `${prefix}${taken}` } },
  )
}
