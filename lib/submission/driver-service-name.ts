import { MAX_LABEL_LENGTH } from '../spark-pod/resource-names.ts'

/**
 * The name of the driver's headless service: `<prefix>-driver-svc`, or `spark-<id>-driver-svc` where that is longer
 * than a service's name may be. Follows KubernetesDriverConf.driverServiceName.
 */
export function driverServiceName(prefix: string, serviceId: string): string {
  const preferred = `${prefix}-driver-svc`
  return preferred.length <= MAX_LABEL_LENGTH ? preferred : `spark-${serviceId}-driver-svc`
}
