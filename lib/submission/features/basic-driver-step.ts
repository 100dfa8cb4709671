import { SCHEDULER_NAME } from '../../conf/catalogue/application.ts'
import {
  DRIVER_CORES,
  DRIVER_LIMIT_CORES,
  DRIVER_POD_NAME,
  DRIVER_REQUEST_CORES,
  DRIVER_SCHEDULER_NAME,
  MEMORY_OVERHEAD_FACTOR,
} from '../../conf/catalogue/driver.ts'
import {
  CONTAINER_IMAGE,
  DRIVER_CONTAINER_IMAGE,
  IMAGE_PULL_POLICY,
  IMAGE_PULL_SECRETS,
} from '../../conf/catalogue/images.ts'
import { formatDecimal } from '../../conf/codecs/number.ts'
import { deviceLimits } from '../../conf/device-limits.ts'
import { read } from '../../conf/property.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { Container, EnvVar, Pod } from '../../ports/kubernetes-types.ts'
import { envVars } from '../../spark-pod/spark-pod.ts'
import type { DriverConf } from '../driver-conf.ts'
import type { DriverStep } from '../driver-step.ts'
import { stagedDependencies } from '../uploads.ts'
import { defaultOverheadFactor, driverMemoryMiB } from './driver-memory.ts'
import { driverPorts } from './driver-ports.ts'

const DEFAULT_CONTAINER_NAME = 'spark-kubernetes-driver'

/** Users may leave Spark's version to Spark. */
function driverImage({ conf, sparkVersion }: DriverConf): string {
  const image = read(conf, DRIVER_CONTAINER_IMAGE)
  if (image !== undefined) return image.replaceAll('{{SPARK_VERSION}}', sparkVersion)
  throw new InvalidJobError(
    'IMAGE_MISSING',
    `Must specify the driver container image: set ${CONTAINER_IMAGE.key} or ${DRIVER_CONTAINER_IMAGE.key}`,
    { details: { property: CONTAINER_IMAGE.key } },
  )
}

function resources(driver: DriverConf, base: Container['resources']): Container['resources'] {
  const { conf, main } = driver
  const memory = `${driverMemoryMiB(conf, main)}Mi`
  const cpuLimit = read(conf, DRIVER_LIMIT_CORES)
  return {
    ...base,
    requests: { ...base?.requests, cpu: read(conf, DRIVER_REQUEST_CORES) ?? String(read(conf, DRIVER_CORES)), memory },
    limits: {
      ...base?.limits,
      ...(cpuLimit === undefined ? {} : { cpu: cpuLimit }),
      memory,
      ...deviceLimits(conf, 'spark.driver'),
    },
  }
}

const environment = (driver: DriverConf): EnvVar[] => [
  { name: 'SPARK_USER', value: driver.sparkUser },
  { name: 'SPARK_APPLICATION_ID', value: driver.identity.appId },
  ...envVars(driver.conf.getAllWithPrefix('spark.kubernetes.driverEnv.')),
  {
    name: 'SPARK_DRIVER_BIND_ADDRESS',
    valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } },
  },
]

const container = (driver: DriverConf, image: string, base: Container): Container => ({
  ...base,
  name: base.name || DEFAULT_CONTAINER_NAME,
  image,
  imagePullPolicy: read(driver.conf, IMAGE_PULL_POLICY),
  ports: [
    ...(base.ports ?? []),
    ...driverPorts(driver.conf, 'pod').map(({ name, port }) => ({ name, containerPort: port, protocol: 'TCP' })),
  ],
  env: [...(base.env ?? []), ...environment(driver)],
  resources: resources(driver, base.resources) ?? {},
})

function pod(driver: DriverConf, podName: string, base: Pod): Pod {
  const { conf } = driver
  const schedulerName = read(conf, DRIVER_SCHEDULER_NAME) ?? read(conf, SCHEDULER_NAME)
  const { metadata, spec } = base
  return {
    ...base,
    metadata: {
      ...metadata,
      name: podName,
      labels: { ...metadata?.labels, ...driver.labels },
      annotations: { ...metadata?.annotations, ...driver.annotations },
    },
    spec: {
      containers: [],
      ...spec,
      restartPolicy: 'Never',
      nodeSelector: {
        ...spec?.nodeSelector,
        ...Object.fromEntries(conf.getAllWithPrefix('spark.kubernetes.node.selector.')),
        ...Object.fromEntries(conf.getAllWithPrefix('spark.kubernetes.driver.node.selector.')),
      },
      imagePullSecrets: [
        ...(spec?.imagePullSecrets ?? []),
        ...read(conf, IMAGE_PULL_SECRETS).map((name) => ({ name })),
      ],
      ...(schedulerName === undefined ? {} : { schedulerName }),
    },
  }
}

/**
 * The driver pod itself: names, image, CPU and memory, ports, environment, and the dependencies that were staged.
 * Follows BasicDriverFeatureStep.
 * @throws InvalidJobError IMAGE_MISSING
 */
export const basicDriverStep: DriverStep = (driver) => {
  const image = driverImage(driver)
  const podName = read(driver.conf, DRIVER_POD_NAME) ?? `${driver.resourceNamePrefix}-driver`
  return {
    configurePod: (base) => ({
      pod: pod(driver, podName, base.pod),
      container: container(driver, image, base.container),
    }),
    systemProperties: {
      [DRIVER_POD_NAME.key]: podName,
      'spark.app.id': driver.identity.appId,
      'spark.kubernetes.submitInDriver': 'true',
      [MEMORY_OVERHEAD_FACTOR.key]: formatDecimal(defaultOverheadFactor(driver.conf, driver.main)),
      ...stagedDependencies(driver.conf, driver.uploads ?? new Map()),
    },
  }
}
