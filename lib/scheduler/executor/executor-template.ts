import { NAMESPACE } from '../../conf/catalogue/application.ts'
import { EXECUTOR_POD_TEMPLATE_CONTAINER, EXECUTOR_POD_TEMPLATE_FILE } from '../../conf/catalogue/executor.ts'
import { read } from '../../conf/property.ts'
import { emptySparkPod } from '../../spark-pod/spark-pod.ts'
import { type InitialPod, podFromTemplate } from '../../spark-pod/template/pod-template.ts'
import type { SparkApplication } from './spark-application.ts'

/**
 * What executor pods are made from: the user's template, or nothing.
 * @throws InvalidJobError POD_TEMPLATE_MISSING, INVALID_POD_TEMPLATE
 */
export function executorTemplate({ conf, template }: SparkApplication): InitialPod {
  const file = read(conf, EXECUTOR_POD_TEMPLATE_FILE)
  if (file === undefined) return { pod: emptySparkPod, warnings: [] }
  const given = {
    role: 'executor' as const,
    property: EXECUTOR_POD_TEMPLATE_FILE.key,
    file,
    content: template,
    containerName: read(conf, EXECUTOR_POD_TEMPLATE_CONTAINER),
  }
  return podFromTemplate(given, read(conf, NAMESPACE))
}
