import { DRIVER_POD_TEMPLATE_CONTAINER, DRIVER_POD_TEMPLATE_FILE } from '../conf/catalogue/driver.ts'
import { read } from '../conf/property.ts'
import { emptySparkPod } from '../spark-pod/spark-pod.ts'
import { type InitialPod, podFromTemplate } from '../spark-pod/template/pod-template.ts'
import type { DriverConf } from './driver-conf.ts'

/**
 * What the driver pod is made from: the user's template, or nothing.
 * @throws InvalidJobError POD_TEMPLATE_MISSING, INVALID_POD_TEMPLATE
 */
export function initialPod({ conf, files, namespace }: DriverConf): InitialPod {
  const file = read(conf, DRIVER_POD_TEMPLATE_FILE)
  if (file === undefined) return { pod: emptySparkPod, warnings: [] }
  const template = {
    role: 'driver' as const,
    property: DRIVER_POD_TEMPLATE_FILE.key,
    file,
    content: files?.driverPodTemplate,
    containerName: read(conf, DRIVER_POD_TEMPLATE_CONTAINER),
  }
  return podFromTemplate(template, namespace)
}
