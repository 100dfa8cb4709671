import { PODS_ALLOCATOR } from '../../../conf/catalogue/allocation.ts'
import { BLOCK_MANAGER_PORT, SCHEDULER_NAME } from '../../../conf/catalogue/application.ts'
import { DECOMMISSION } from '../../../conf/catalogue/dynamic-allocation.ts'
import * as executor from '../../../conf/catalogue/executor.ts'
import {
  CONTAINER_IMAGE,
  EXECUTOR_CONTAINER_IMAGE,
  IMAGE_PULL_POLICY,
  IMAGE_PULL_SECRETS,
} from '../../../conf/catalogue/images.ts'
import { parseQuantity } from '../../../conf/codecs/quantity.ts'
import { invalidProperty, read } from '../../../conf/property.ts'
import type { SparkConf } from '../../../conf/spark-conf.ts'
import { InvalidJobError } from '../../../errors/sparkdrop-error.ts'
import type { Container, Pod } from '../../../ports/kubernetes-types.ts'
import { ownerReference } from '../../../spark-pod/owner-reference.ts'
import { DEFAULT_PROFILE_ID } from '../../resource-profile.ts'
import { executorEnvironment } from '../executor-environment.ts'
import { executorAnnotations, executorLabels } from '../executor-metadata.ts'
import type { ExecutorGroup, ExecutorStep } from '../executor-step.ts'

const DEFAULT_CONTAINER_NAME = 'spark-kubernetes-executor'
const MAX_HOSTNAME = 63

function executorImage({ conf, sparkVersion }: ExecutorGroup): string {
  const image = read(conf, EXECUTOR_CONTAINER_IMAGE)
  if (image !== undefined) return image.replaceAll('{{SPARK_VERSION}}', sparkVersion)
  throw new InvalidJobError(
    'IMAGE_MISSING',
    `Must specify the executor container image: set ${CONTAINER_IMAGE.key} or ${EXECUTOR_CONTAINER_IMAGE.key}`,
    { details: { property: CONTAINER_IMAGE.key } },
  )
}

function blockManagerPort(conf: SparkConf): number {
  const port = read(conf, BLOCK_MANAGER_PORT)
  if (port === 0 || (port >= 1024 && port < 65536)) return port
  throw invalidProperty(BLOCK_MANAGER_PORT.key, String(port), 'port number must be 0 or in [1024, 65535]')
}

/** The settings in Kubernetes terms are about the default profile alone. */
function cpu({ conf, profile, resources }: ExecutorGroup): { readonly request: string; readonly limit?: string } {
  if (profile.id !== DEFAULT_PROFILE_ID) return { request: String(resources.cores) }
  const request = read(conf, executor.EXECUTOR_REQUEST_CORES) ?? String(resources.cores)
  const limit = read(conf, executor.EXECUTOR_LIMIT_CORES)
  if (limit === undefined) return { request }
  if (parseQuantity(request) <= parseQuantity(limit)) return { request, limit }
  const problem = `The executor cpu request (${request}) should be less than or equal to cpu limit (${limit})`
  throw invalidProperty(executor.EXECUTOR_LIMIT_CORES.key, limit, problem)
}

function resourcesOf(group: ExecutorGroup): (base: Container['resources']) => Container['resources'] {
  const { request, limit } = cpu(group)
  const { devices, totalMemoryMiB } = group.resources
  const memory = `${totalMemoryMiB}Mi`
  return (base) => {
    // What a template asks for is about the default profile.
    const kept = group.profile.id === DEFAULT_PROFILE_ID ? base : undefined
    return {
      ...kept,
      requests: { ...kept?.requests, memory, cpu: request },
      limits: { ...kept?.limits, memory, ...devices, ...(limit === undefined ? {} : { cpu: limit }) },
    }
  }
}

const decommissioning = (conf: SparkConf): Pick<Container, 'lifecycle'> =>
  read(conf, DECOMMISSION)
    ? { lifecycle: { preStop: { exec: { command: [read(conf, executor.DECOMMISSION_SCRIPT)] } } } }
    : {}

function containerOf(group: ExecutorGroup): (base: Container, executorId: string) => Container {
  const { conf } = group
  const image = executorImage(group)
  const port = blockManagerPort(conf)
  const environment = executorEnvironment(group)
  const resources = resourcesOf(group)
  const lifecycle = decommissioning(conf)
  const imagePullPolicy = read(conf, IMAGE_PULL_POLICY)
  return (base, executorId) => ({
    ...base,
    name: base.name || DEFAULT_CONTAINER_NAME,
    image,
    imagePullPolicy,
    args: [...(base.args ?? []), 'executor'],
    ports: [...(base.ports ?? []), ...(port === 0 ? [] : [{ name: 'blockmanager', containerPort: port }])],
    env: [...(base.env ?? []), ...environment(executorId)],
    resources: resources(base.resources) ?? {},
    ...lifecycle,
  })
}

/** The end of a pod's name, where its id is, in the characters of a host's. */
const hostname = (name: string): string =>
  name
    .slice(-MAX_HOSTNAME)
    .replace(/^[^\w]+/, '')
    .replace(/[^\w-]+/g, '_')

function podOf(group: ExecutorGroup): (base: Pod, executorId: string) => Pod {
  const { conf, driverPod, namePrefix } = group
  const labels = executorLabels(group)
  const annotations = executorAnnotations(group)
  const nodeSelector = {
    ...Object.fromEntries(conf.getAllWithPrefix('spark.kubernetes.node.selector.')),
    ...Object.fromEntries(conf.getAllWithPrefix('spark.kubernetes.executor.node.selector.')),
  }
  const pullSecrets = read(conf, IMAGE_PULL_SECRETS).map((name) => ({ name }))
  const owners = driverPod === undefined ? [] : [ownerReference(driverPod)]
  const schedulerName = read(conf, executor.EXECUTOR_SCHEDULER_NAME) ?? read(conf, SCHEDULER_NAME)
  // The pods of a stateful set have to start again by themselves.
  const restartPolicy = read(conf, PODS_ALLOCATOR) === 'statefulset' ? 'Always' : 'Never'
  const terminationGracePeriodSeconds = read(conf, executor.EXECUTOR_TERMINATION_GRACE_PERIOD)
  return ({ metadata, spec, ...base }, executorId) => {
    const name = `${namePrefix}-exec-${executorId}`
    return {
      ...base,
      metadata: {
        ...metadata,
        name,
        labels: { ...metadata?.labels, ...labels(executorId) },
        annotations: { ...metadata?.annotations, ...annotations(executorId) },
        ownerReferences: [...(metadata?.ownerReferences ?? []), ...owners],
      },
      spec: {
        containers: [],
        ...spec,
        hostname: hostname(name),
        restartPolicy,
        terminationGracePeriodSeconds,
        nodeSelector: { ...spec?.nodeSelector, ...nodeSelector },
        imagePullSecrets: [...(spec?.imagePullSecrets ?? []), ...pullSecrets],
        ...(schedulerName === undefined ? {} : { schedulerName }),
      },
    }
  }
}

/**
 * The executor pod itself: names, image, CPU, memory and devices, port, environment, the script that decommissions it.
 * Follows BasicExecutorFeatureStep.
 * @throws InvalidJobError IMAGE_MISSING, INVALID_PROPERTY, RESERVED_LABEL
 */
export const basicExecutorStep: ExecutorStep = (group) => {
  const container = containerOf(group)
  const pod = podOf(group)
  return (executorId) => ({
    configurePod: (base) => ({ pod: pod(base.pod, executorId), container: container(base.container, executorId) }),
  })
}
