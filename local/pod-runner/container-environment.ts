import { SparkdropError } from '../../lib/errors/sparkdrop-error.ts'
import type { Container, EnvVar, Pod } from '../../lib/ports/kubernetes-types.ts'
import { type NodeCapacity, podField, resourceField } from './downward.ts'
import { MissingReferenceError, type References } from './references.ts'
import { expandVariables } from './variable-expansion.ts'

/** Variables of a container before paths are rewritten; `opaque` names those whose values hold no container paths. */
export interface ContainerEnvironment {
  readonly variables: ReadonlyMap<string, string>
  readonly opaque: ReadonlySet<string>
}

export interface EnvironmentSources {
  readonly pod: Pod
  readonly references: References
  readonly capacity: NodeCapacity
  /** What the node adds to every container, as an admission webhook would. */
  readonly injected: Readonly<Record<string, string>>
}

type KeyReference = NonNullable<NonNullable<EnvVar['valueFrom']>['configMapKeyRef']>

const keyValue = async (
  references: References,
  kind: 'configmaps' | 'secrets',
  { name = '', key, optional }: KeyReference,
  namespace: string,
): Promise<string | undefined> => {
  try {
    const { entries, version } = await references.data(kind, name)
    const entry = entries.get(key)
    if (entry) return entry.data.toString('utf8')
    if (optional) return undefined
    const what = kind === 'secrets' ? 'Secret' : 'ConfigMap'
    throw new MissingReferenceError(kind, name, `couldn't find key ${key} in ${what} ${namespace}/${name}`, version)
  } catch (error) {
    if (optional && error instanceof MissingReferenceError) return undefined
    throw error
  }
}

const resolveReference = async (
  from: EnvironmentSources,
  container: Container,
  { name, valueFrom }: EnvVar,
): Promise<string | undefined> => {
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = valueFrom ?? {}
  const namespace = from.pod.metadata?.namespace ?? ''
  if (configMapKeyRef) return keyValue(from.references, 'configmaps', configMapKeyRef, namespace)
  if (secretKeyRef) return keyValue(from.references, 'secrets', secretKeyRef, namespace)
  if (resourceFieldRef) {
    const { containerName, resource, divisor } = resourceFieldRef
    const all = [...(from.pod.spec?.containers ?? []), ...(from.pod.spec?.initContainers ?? [])]
    const measured = all.find((other) => other.name === containerName) ?? container
    return resourceField(measured, resource, divisor === undefined ? undefined : String(divisor), from.capacity)
  }
  const value = podField(from.pod, fieldRef?.fieldPath ?? '')
  if (value !== undefined) return value
  throw new SparkdropError('UNSUPPORTED_FIELD', `env ${name}: unsupported fieldPath: ${fieldRef?.fieldPath}`, false)
}

/**
 * The environment that the pod's spec gives a container, in the kubelet's order: `envFrom`, then `env`, where a
 * variable may use those before it; what the node injects gives way to both.
 *
 * @throws MissingReferenceError where a configmap, a secret or a key is missing
 */
export const containerEnvironment = async (
  container: Container,
  from: EnvironmentSources,
): Promise<ContainerEnvironment> => {
  const variables = new Map(Object.entries(from.injected))
  const opaque = new Set(variables.keys())
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const [kind, ref] = configMapRef ? (['configmaps', configMapRef] as const) : (['secrets', secretRef] as const)
    try {
      const { entries } = await from.references.data(kind, ref?.name ?? '')
      for (const [key, { data, text }] of entries) {
        variables.set(`${prefix}${key}`, data.toString('utf8'))
        if (text) opaque.delete(`${prefix}${key}`)
        else opaque.add(`${prefix}${key}`)
      }
    } catch (error) {
      if (!(ref?.optional && error instanceof MissingReferenceError)) throw error
    }
  }
  const own = new Map<string, string>()
  for (const variable of container.env ?? []) {
    const { name, value = '', valueFrom } = variable
    const resolved = valueFrom ? await resolveReference(from, container, variable) : expandVariables(value, own)
    if (resolved === undefined) continue
    own.set(name, resolved)
    variables.set(name, resolved)
    if (valueFrom?.secretKeyRef) opaque.add(name)
    else opaque.delete(name)
  }
  return { variables, opaque }
}
