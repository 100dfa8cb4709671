import { atLeast } from '../limits.ts'
import { booleanProperty, listProperty, quantityProperty, textProperty, timeProperty } from '../property.ts'

/** What a pod's name (253 characters) leaves beside `-exec-` and the largest executor id. */
const MAX_POD_NAME_PREFIX = 237
const DNS_SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

export const EXECUTOR_SERVICE_ACCOUNT = textProperty({
  key: 'spark.kubernetes.authenticate.executor.serviceAccountName',
  since: '3.1.0',
  doc: "The service account of the executor pods; the driver's where it is not set.",
})

export const EXECUTOR_REQUEST_CORES = quantityProperty({
  key: 'spark.kubernetes.executor.request.cores',
  since: '2.4.0',
  doc: 'The CPU request of an executor as a quantity; how many tasks it runs at once is still up to `spark.executor.cores`.',
})

export const EXECUTOR_LIMIT_CORES = quantityProperty({
  key: 'spark.kubernetes.executor.limit.cores',
  since: '2.3.0',
  doc: 'The CPU limit of an executor. There is none where it is not set.',
})

export const EXECUTOR_POD_NAME_PREFIX = textProperty({
  key: 'spark.kubernetes.executor.podNamePrefix',
  check: {
    holds: (prefix) => prefix.length <= MAX_POD_NAME_PREFIX && DNS_SUBDOMAIN.test(prefix),
    message: `It has to be a DNS subdomain name of at most ${MAX_POD_NAME_PREFIX} characters.`,
  },
  since: '2.3.0',
  doc: 'The beginning of the names of executor pods, at most 237 characters, and unique in the namespace.',
})

export const EXECUTOR_SCHEDULER_NAME = textProperty({
  key: 'spark.kubernetes.executor.scheduler.name',
  since: '3.0.0',
  doc: 'The Kubernetes scheduler that places executor pods; goes before `spark.kubernetes.scheduler.name`.',
})

export const EXECUTOR_POD_TEMPLATE_FILE = textProperty({
  key: 'spark.kubernetes.executor.podTemplateFile',
  since: '3.0.0',
  doc: 'A YAML file with the pod that executor pods start from: a path, or a URI that the submitter can read.',
})

export const EXECUTOR_POD_TEMPLATE_CONTAINER = textProperty({
  key: 'spark.kubernetes.executor.podTemplateContainerName',
  since: '3.0.0',
  doc: "The container of the template that becomes the executor's; the first one where it is not set.",
})

export const EXECUTOR_FEATURE_STEPS = listProperty({
  key: 'spark.kubernetes.executor.pod.featureSteps',
  default: '',
  since: '3.2.0',
  doc: 'Java classes that change executor pods; they have to be on the class path of the driver.',
})

export const EXECUTOR_EXCLUDED_FEATURE_STEPS = listProperty({
  key: 'spark.kubernetes.executor.pod.excludedFeatureSteps',
  default: '',
  since: '4.1.0',
  doc: "Classes of Spark's own steps for executor pods that are left out.",
})

export const EXECUTOR_DISABLE_CONFIG_MAP = booleanProperty({
  key: 'spark.kubernetes.executor.disableConfigMap',
  default: 'false',
  since: '3.2.0',
  doc: 'Whether executors do without a configmap of their own.',
})

export const EXECUTOR_USE_DRIVER_POD_IP = booleanProperty({
  key: 'spark.kubernetes.executor.useDriverPodIP',
  default: 'false',
  since: '4.1.0',
  doc: "Whether executors reach the driver by its pod's address and not by its service.",
})

export const EXECUTOR_TERMINATION_GRACE_PERIOD = timeProperty('s')({
  key: 'spark.kubernetes.executor.terminationGracePeriodSeconds',
  default: '30s',
  check: atLeast(0, 'terminationGracePeriodSeconds must be non-negative'),
  since: '4.1.0',
  doc: 'How long an executor pod has to end when it is deleted.',
})

export const DECOMMISSION_SCRIPT = textProperty({
  key: 'spark.kubernetes.decommission.script',
  default: '/opt/decom.sh',
  since: '3.2.0',
  doc: 'The script in the image that decommissions an executor before its pod ends.',
})

export const DECOMMISSION_LABEL = textProperty({
  key: 'spark.kubernetes.executor.decommissionLabel',
  since: '3.3.0',
  doc: 'A label that executor pods get when they are decommissioned, for a disruption budget to select.',
})

export const DECOMMISSION_LABEL_VALUE = textProperty({
  key: 'spark.kubernetes.executor.decommissionLabelValue',
  since: '3.3.0',
  doc: 'The value of that label.',
})
