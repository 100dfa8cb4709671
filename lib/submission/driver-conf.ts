import { APP_NAME, NAMESPACE } from '../conf/catalogue/application.ts'
import { read } from '../conf/property.ts'
import type { SparkConf } from '../conf/spark-conf.ts'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import type { DriverSubmission } from './driver-submission.ts'
import { appNameLabel, driverServiceName, resourceNamePrefix } from './resource-names.ts'

export const APP_ID_LABEL = 'spark-app-selector'

/** A submission and all that follows from it before the first step: Spark's KubernetesDriverConf. */
export interface DriverConf extends DriverSubmission {
  readonly namespace: string
  readonly resourceNamePrefix: string
  readonly serviceName: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

/** Users may name the application's id where Spark alone knows it; a driver has no executor id. */
const substituteIds = (values: ReadonlyMap<string, string>, appId: string): Record<string, string> =>
  Object.fromEntries(
    Array.from(values, ([key, value]) => [
      key,
      value.replaceAll('{{APP_ID}}', appId).replaceAll('{{EXECUTOR_ID}}', ''),
    ]),
  )

function driverLabels(conf: SparkConf, submission: DriverSubmission, appName: string): Record<string, string> {
  const prefix = 'spark.kubernetes.driver.label.'
  const custom = substituteIds(conf.getAllWithPrefix(prefix), submission.identity.appId)
  const preset = {
    'spark-version': submission.sparkVersion,
    [APP_ID_LABEL]: submission.identity.appId,
    'spark-app-name': appNameLabel(appName),
    'spark-role': 'driver',
  }
  const reserved = Object.keys(preset).find((label) => Object.hasOwn(custom, label))
  if (reserved !== undefined) {
    throw new InvalidJobError(
      'RESERVED_LABEL',
      `Label with key ${reserved} is not allowed as it is reserved for Spark bookkeeping operations.`,
      { details: { property: `${prefix}${reserved}` } },
    )
  }
  return { ...custom, ...preset }
}

/**
 * What the steps read.
 * @throws InvalidJobError RESERVED_LABEL where a label is asked for that Spark itself sets
 */
export function driverConf(submission: DriverSubmission): DriverConf {
  const { conf, identity } = submission
  const appName = read(conf, APP_NAME) ?? 'spark'
  const prefix = resourceNamePrefix(appName, identity.resourceId)
  return {
    ...submission,
    namespace: read(conf, NAMESPACE),
    resourceNamePrefix: prefix,
    serviceName: driverServiceName(prefix, identity.serviceId),
    labels: driverLabels(conf, submission, appName),
    annotations: substituteIds(conf.getAllWithPrefix('spark.kubernetes.driver.annotation.'), identity.appId),
  }
}
