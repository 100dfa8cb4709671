import { APP_NAME, NAMESPACE } from '../conf/catalogue/application.ts'
import { read } from '../conf/property.ts'
import type { SparkConf } from '../conf/spark-conf.ts'
import { APP_ID_LABEL, customLabels, substituteIds } from '../spark-pod/bookkeeping-labels.ts'
import { appNameLabel, resourceNamePrefix } from '../spark-pod/resource-names.ts'
import { driverServiceName } from './driver-service-name.ts'
import type { DriverSubmission } from './driver-submission.ts'

/** A submission and all that follows from it before the first step: Spark's KubernetesDriverConf. */
export interface DriverConf extends DriverSubmission {
  readonly namespace: string
  readonly resourceNamePrefix: string
  readonly serviceName: string
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

const substituted = (values: ReadonlyMap<string, string>, appId: string): Record<string, string> =>
  Object.fromEntries(Array.from(values, ([key, value]) => [key, substituteIds(value, appId)]))

function driverLabels(
  conf: SparkConf,
  { identity, sparkVersion }: DriverSubmission,
  appName: string,
): Record<string, string> {
  const preset = {
    'spark-version': sparkVersion,
    [APP_ID_LABEL]: identity.appId,
    'spark-app-name': appNameLabel(appName),
    'spark-role': 'driver',
  }
  const custom = customLabels(conf, 'spark.kubernetes.driver.label.', Object.keys(preset))
  return { ...substituted(custom, identity.appId), ...preset }
}

/**
 * What the steps read.
 * @throws InvalidJobError RESERVED_LABEL where a label is asked for that Spark itself sets
 */
export function driverConf(submission: DriverSubmission): DriverConf {
  const { conf, identity } = submission
  // Spark takes the name as it is written.
  const appName = conf.get(APP_NAME.key, 'spark')
  const prefix = resourceNamePrefix(appName, identity.resourceId)
  return {
    ...submission,
    namespace: read(conf, NAMESPACE),
    resourceNamePrefix: prefix,
    serviceName: driverServiceName(prefix, identity.serviceId),
    labels: driverLabels(conf, submission, appName),
    annotations: substituted(conf.getAllWithPrefix('spark.kubernetes.driver.annotation.'), identity.appId),
  }
}
