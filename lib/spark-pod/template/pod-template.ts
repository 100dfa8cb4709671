import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { Container, Pod } from '../../ports/kubernetes-types.ts'
import { emptySparkPod, type SparkPod } from '../spark-pod.ts'

/** A pod template as the user gave it. */
export interface PodTemplate {
  /** Whose pod comes of it, for messages. */
  readonly role: 'driver' | 'executor'
  /** The setting that names the file. */
  readonly property: string
  readonly file: string
  /** What the file holds, parsed; undefined where it cannot be read. */
  readonly content: unknown
  /** The container that becomes Spark's, where the user names it. */
  readonly containerName: string | undefined
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Why nothing can be made of the template, or undefined where something can. */
function problemOf(content: unknown): string | undefined {
  if (!isObject(content)) return 'it is no YAML object'
  if ((content['kind'] ?? 'Pod') !== 'Pod') return `its kind is ${content['kind']}, not Pod`
  if (typeof content['apiVersion'] === 'object' && content['apiVersion'] !== null) return 'its apiVersion is no text'
  if (!isObject(content['spec'])) return 'it has no spec'
  const { containers = [] } = content['spec']
  const objects = Array.isArray(containers) && containers.every(isObject)
  return objects ? undefined : 'its containers are no list of objects: leave them out where there are none'
}

const unusable = ({ property, file }: PodTemplate, problem: string): InvalidJobError =>
  new InvalidJobError('INVALID_POD_TEMPLATE', `Could not load pod from template file ${file}: ${problem}.`, {
    details: { property, value: file },
  })

function templatePod(template: PodTemplate): Pod {
  const problem = problemOf(template.content)
  if (problem !== undefined) throw unusable(template, problem)
  return { ...(template.content as Pod), apiVersion: 'v1', kind: 'Pod' }
}

/** The pod that the steps start from, and what there is to say about it. */
export interface InitialPod {
  readonly pod: SparkPod
  readonly warnings: readonly string[]
}

/** Spark looks for its local directories by the names of the volumes that its container mounts, and takes their paths. */
function requireMounts(template: PodTemplate, { volumeMounts, name }: Container): void {
  for (const [at, mount] of (volumeMounts ?? []).entries()) {
    const place = `volumeMounts[${at}] of its container ${name ?? ''}`
    if (typeof mount?.name !== 'string') throw unusable(template, `${place} names no volume`)
    if (typeof mount.mountPath !== 'string') throw unusable(template, `${place} names no path`)
  }
}

function select(pod: Pod, template: PodTemplate): InitialPod {
  const { containerName, role } = template
  const containers: readonly Container[] = pod.spec?.containers ?? []
  const named = containerName === undefined ? [] : containers.filter(({ name }) => name === containerName)
  const [container] = named.length === 1 ? named : containers
  if (container) requireMounts(template, container)
  const rest = containers.filter((other) => other !== container)
  return {
    pod: { pod: { ...pod, spec: { ...pod.spec, containers: rest } }, container: container ?? emptySparkPod.container },
    warnings:
      containerName === undefined || named.length === 1
        ? []
        : [`the pod template has not one container ${containerName}; its first container is taken for the ${role}'s`],
  }
}

/**
 * The user's pod template with Spark's container picked out. The namespace is always the application's. Follows
 * KubernetesUtils.loadPodFromTemplate.
 * @throws InvalidJobError POD_TEMPLATE_MISSING, INVALID_POD_TEMPLATE
 */
export function podFromTemplate(template: PodTemplate, namespace: string): InitialPod {
  const { content, property, file } = template
  if (content === undefined) {
    const message = `Could not load pod from template file: ${property} names ${file}, which cannot be read.`
    throw new InvalidJobError('POD_TEMPLATE_MISSING', message, { details: { property, value: file } })
  }
  const pod = templatePod(template)
  const placed = pod.metadata?.namespace ? { ...pod, metadata: { ...pod.metadata, namespace } } : pod
  return select(placed, template)
}
