import { DRIVER_POD_TEMPLATE_CONTAINER, DRIVER_POD_TEMPLATE_FILE } from '../conf/catalogue/driver.ts'
import { read } from '../conf/property.ts'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import type { Container, Pod } from '../ports/kubernetes-types.ts'
import type { DriverConf } from './driver-conf.ts'
import { emptySparkPod, type SparkPod } from './spark-pod.ts'

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function templatePod(template: unknown, file: string): Pod {
  const problem = !isObject(template)
    ? 'it is no YAML object'
    : (template['kind'] ?? 'Pod') !== 'Pod'
      ? `its kind is ${template['kind']}, not Pod`
      : !isObject(template['spec'])
        ? 'it has no spec'
        : undefined
  if (problem !== undefined) {
    const message = `Could not load pod from template file ${file}: ${problem}.`
    throw new InvalidJobError('INVALID_POD_TEMPLATE', message, {
      details: { property: DRIVER_POD_TEMPLATE_FILE.key, value: file },
    })
  }
  return { apiVersion: 'v1', kind: 'Pod', ...(template as Pod) }
}

/** The pod that the steps start from, and what there is to say about it. */
export interface InitialPod {
  readonly pod: SparkPod
  readonly warnings: readonly string[]
}

function select(pod: Pod, wanted: string | undefined): InitialPod {
  const containers: readonly Container[] = pod.spec?.containers ?? []
  const named = wanted === undefined ? [] : containers.filter(({ name }) => name === wanted)
  const [container] = named.length === 1 ? named : containers
  const rest = containers.filter((other) => other !== container)
  return {
    pod: { pod: { ...pod, spec: { ...pod.spec, containers: rest } }, container: container ?? emptySparkPod.container },
    warnings:
      wanted === undefined || named.length === 1
        ? []
        : [`the pod template has not one container ${wanted}; its first container is taken for the driver's`],
  }
}

/**
 * The user's pod template with its driver container picked out, or an empty pod. The namespace is always the
 * application's. Follows KubernetesUtils.loadPodFromTemplate.
 * @throws InvalidJobError POD_TEMPLATE_MISSING, INVALID_POD_TEMPLATE
 */
export function initialPod({ conf, files, namespace }: DriverConf): InitialPod {
  const file = read(conf, DRIVER_POD_TEMPLATE_FILE)
  if (file === undefined) return { pod: emptySparkPod, warnings: [] }
  if (files?.driverPodTemplate === undefined) {
    const message = `Could not load pod from template file: ${DRIVER_POD_TEMPLATE_FILE.key} names ${file}, which cannot be read.`
    throw new InvalidJobError('POD_TEMPLATE_MISSING', message, {
      details: { property: DRIVER_POD_TEMPLATE_FILE.key, value: file },
    })
  }
  const pod = templatePod(files.driverPodTemplate, file)
  const placed = pod.metadata?.namespace === undefined ? pod : { ...pod, metadata: { ...pod.metadata, namespace } }
  return select(placed, read(conf, DRIVER_POD_TEMPLATE_CONTAINER))
}
