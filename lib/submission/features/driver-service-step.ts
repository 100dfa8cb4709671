import { SERVICE_IP_FAMILIES, SERVICE_IP_FAMILY_POLICY } from '../../conf/catalogue/driver.ts'
import { parseList } from '../../conf/codecs/list.ts'
import { invalidProperty, read } from '../../conf/property.ts'
import type { Service } from '../../ports/kubernetes-types.ts'
import { APP_ID_LABEL } from '../../spark-pod/bookkeeping-labels.ts'
import type { DriverConf } from '../driver-conf.ts'
import type { DriverStep } from '../driver-step.ts'
import { driverPorts } from './driver-ports.ts'

const BIND_ADDRESS = 'spark.driver.bindAddress'

const service = ({ conf, identity, labels, serviceName }: DriverConf): Service => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: serviceName,
    annotations: Object.fromEntries(conf.getAllWithPrefix('spark.kubernetes.driver.service.annotation.')),
    labels: {
      [APP_ID_LABEL]: identity.appId,
      ...Object.fromEntries(conf.getAllWithPrefix('spark.kubernetes.driver.service.label.')),
    },
  },
  spec: {
    clusterIP: 'None',
    ipFamilyPolicy: read(conf, SERVICE_IP_FAMILY_POLICY),
    ipFamilies: [...parseList(read(conf, SERVICE_IP_FAMILIES))],
    selector: labels,
    ports: driverPorts(conf, 'service').map(({ name, port }) => ({ name, port, targetPort: port })),
  },
})

/**
 * The headless service by which executors find the driver, and its name as the driver's host. Follows
 * DriverServiceFeatureStep.
 * @throws InvalidJobError INVALID_PROPERTY where the conf sets the bind address, which is always the pod's own
 */
export const driverServiceStep: DriverStep = (driver) => {
  const { conf, namespace, resourceNamePrefix, serviceName } = driver
  const bindAddress = conf.getOption(BIND_ADDRESS)
  if (bindAddress !== undefined) {
    const problem = `${BIND_ADDRESS} is not supported in Kubernetes mode, as the driver's bind address is managed and set to the driver pod's IP address.`
    throw invalidProperty(BIND_ADDRESS, bindAddress, problem)
  }
  const [rpc, blockManager] = driverPorts(conf, 'service')
  return {
    resources: [service(driver)],
    systemProperties: {
      'spark.driver.host': `${serviceName}.${namespace}.svc`,
      'spark.driver.port': String(rpc?.port),
      'spark.driver.blockManager.port': String(blockManager?.port),
    },
    warnings: serviceName.startsWith(resourceNamePrefix)
      ? []
      : [
          `${resourceNamePrefix}-driver-svc is too long for the name of a service (63 characters); using ${serviceName}`,
        ],
  }
}
