import { above } from '../limits.ts'
import {
  booleanProperty,
  decimalProperty,
  integerProperty,
  quantityProperty,
  sizeProperty,
  textProperty,
} from '../property.ts'

export const DRIVER_POD_NAME = textProperty({
  key: 'spark.kubernetes.driver.pod.name',
  check: { holds: (name) => name !== '', message: 'A pod has a name: leave the setting out for one of its own.' },
  since: '2.3.0',
  doc: 'The name of the driver pod. Where it is not set, the name follows from that of the application.',
})

export const DRIVER_CORES = integerProperty({
  key: 'spark.driver.cores',
  default: '1',
  since: '1.3.0',
  doc: 'Cores of the driver: its CPU request, where none is given in Kubernetes terms.',
})

export const DRIVER_REQUEST_CORES = quantityProperty({
  key: 'spark.kubernetes.driver.request.cores',
  since: '3.0.0',
  doc: 'The CPU request of the driver as a quantity (`0.5`, `500m`); goes before `spark.driver.cores`.',
})

export const DRIVER_LIMIT_CORES = quantityProperty({
  key: 'spark.kubernetes.driver.limit.cores',
  since: '2.3.0',
  doc: 'The CPU limit of the driver. There is none where it is not set.',
})

export const DRIVER_MEMORY = sizeProperty(
  'm',
  'MiB',
)({
  key: 'spark.driver.memory',
  default: '1g',
  since: '1.1.1',
  doc: 'Heap of the driver. The pod gets this and the overhead.',
})

export const DRIVER_MEMORY_OVERHEAD = sizeProperty(
  'm',
  'MiB',
)({
  key: 'spark.driver.memoryOverhead',
  aliases: ['spark.yarn.driver.memoryOverhead'],
  since: '2.3.0',
  doc: 'Memory of the driver pod beside the heap. Where it is not set, a factor of the heap, or the least overhead.',
})

export const DRIVER_MEMORY_OVERHEAD_FACTOR = decimalProperty({
  key: 'spark.driver.memoryOverheadFactor',
  default: '0.1',
  check: above(0, 'Ensure that memory overhead is a double greater than 0'),
  since: '3.3.0',
  doc: 'The overhead as a part of the heap; goes before `spark.kubernetes.memoryOverheadFactor`.',
})

export const DRIVER_MIN_MEMORY_OVERHEAD = sizeProperty(
  'm',
  'MiB',
)({
  key: 'spark.driver.minMemoryOverhead',
  default: '384m',
  since: '4.0.0',
  doc: 'The least overhead that a factor may come to.',
})

export const MEMORY_OVERHEAD_FACTOR = decimalProperty({
  key: 'spark.kubernetes.memoryOverheadFactor',
  default: '0.1',
  check: {
    holds: (factor) => factor >= 0,
    message: 'Ensure that memory overhead is non-negative',
  },
  since: '2.4.0',
  doc: 'The overhead as a part of the heap, for driver and executors; 0.4 for Python and R where it is not set.',
})

export const DRIVER_MASTER = textProperty({
  key: 'spark.kubernetes.driver.master',
  default: 'https://kubernetes.default.svc',
  since: '3.0.0',
  doc: 'The API server as the driver reaches it from within the cluster, to ask for executors.',
})

export const DRIVER_SERVICE_ACCOUNT = textProperty({
  key: 'spark.kubernetes.authenticate.driver.serviceAccountName',
  since: '2.3.0',
  doc: "The service account of the driver pod. It has to be allowed to create pods; the namespace's default is, where it is not set, what Kubernetes gives.",
})

export const DRIVER_SCHEDULER_NAME = textProperty({
  key: 'spark.kubernetes.driver.scheduler.name',
  since: '3.3.0',
  doc: 'The Kubernetes scheduler that places the driver pod; goes before `spark.kubernetes.scheduler.name`.',
})

export const DRIVER_POD_TEMPLATE_FILE = textProperty({
  key: 'spark.kubernetes.driver.podTemplateFile',
  since: '3.0.0',
  doc: 'A YAML file with the pod that the driver pod starts from: a path, or a URI that the submitter can read.',
})

export const DRIVER_POD_TEMPLATE_CONTAINER = textProperty({
  key: 'spark.kubernetes.driver.podTemplateContainerName',
  since: '3.0.0',
  doc: "The container of the template that becomes the driver's; the first one where it is not set.",
})

export const DRIVER_SERVICE_DELETE_ON_TERMINATION = booleanProperty({
  key: 'spark.kubernetes.driver.service.deleteOnTermination',
  default: 'true',
  since: '3.2.0',
  doc: 'Whether the driver deletes its service when it ends; otherwise it goes with the driver pod.',
})

export const SERVICE_IP_FAMILY_POLICY = textProperty({
  key: 'spark.kubernetes.driver.service.ipFamilyPolicy',
  default: 'SingleStack',
  allowed: ['SingleStack', 'PreferDualStack', 'RequireDualStack'],
  since: '3.4.0',
  doc: "The IP family policy of the driver's service.",
})

export const SERVICE_IP_FAMILIES = textProperty({
  key: 'spark.kubernetes.driver.service.ipFamilies',
  default: 'IPv4',
  allowed: ['IPv4', 'IPv6', 'IPv4,IPv6', 'IPv6,IPv4'],
  since: '3.4.0',
  doc: "The IP families of the driver's service, the first one being its main one.",
})

export const DRIVER_RESOURCE_NAME_PREFIX = textProperty({
  key: 'spark.kubernetes.driver.resourceNamePrefix',
  since: '3.0.0',
  doc: "For Spark's own tests: the beginning of the names of the application's objects.",
})

export const DRIVER_ANNOTATE_EXIT_EXCEPTION = booleanProperty({
  key: 'spark.kubernetes.driver.annotateExitException',
  default: 'false',
  since: '4.1.0',
  doc: 'Whether the driver writes the exception that ended it into an annotation of its pod.',
})

export const DRIVER_HOST = textProperty({
  key: 'spark.driver.host',
  since: '0.7.0',
  doc: "The driver's address. In cluster mode it is always its service, and a value of one's own is dropped.",
})

export const DRIVER_BIND_ADDRESS = textProperty({
  key: 'spark.driver.bindAddress',
  since: '2.1.0',
  doc: "The address that the driver listens on. In cluster mode it is always its pod's, and a value of one's own is refused.",
})

export const DRIVER_JAVA_OPTIONS = textProperty({
  key: 'spark.driver.extraJavaOptions',
  prepended: { key: 'spark.driver.defaultJavaOptions', separator: ' ' },
  since: '1.0.0',
  doc: 'Options of the JVM of the driver, after those of `spark.driver.defaultJavaOptions`.',
})

export const DRIVER_CLASS_PATH = textProperty({
  key: 'spark.driver.extraClassPath',
  prepended: { key: 'spark.driver.defaultExtraClassPath', separator: ':' },
  since: '1.0.0',
  doc: "What goes before the driver's class path.",
})

export const DRIVER_LIBRARY_PATH = textProperty({
  key: 'spark.driver.extraLibraryPath',
  since: '1.0.0',
  doc: "What goes before the driver's library path.",
})

export const DRIVER_RESOURCES_FILE = textProperty({
  key: 'spark.driver.resourcesFile',
  since: '3.0.0',
  doc: 'A file in the driver that lists its devices, where no discovery script finds them.',
})
