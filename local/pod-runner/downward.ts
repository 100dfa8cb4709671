import { parseQuantity } from '../../lib/conf/codecs/quantity.ts'
import type { Container, Pod } from '../../lib/ports/kubernetes-types.ts'

const KEYED = /^metadata\.(labels|annotations)\['([^']+)'\]$/

const lines = (map: Readonly<Record<string, string>> | undefined): string =>
  Object.entries(map ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join('\n')

/** A field of the pod as the downward API gives it, or undefined where there is no such field. */
export const podField = (pod: Pod, fieldPath: string): string | undefined => {
  const [, map, key = ''] = KEYED.exec(fieldPath) ?? []
  if (map === 'labels' || map === 'annotations') return pod.metadata?.[map]?.[key] ?? ''
  const fields: Record<string, string | undefined> = {
    'metadata.name': pod.metadata?.name,
    'metadata.namespace': pod.metadata?.namespace,
    'metadata.uid': pod.metadata?.uid,
    'metadata.labels': lines(pod.metadata?.labels),
    'metadata.annotations': lines(pod.metadata?.annotations),
    'spec.nodeName': pod.spec?.nodeName,
    'spec.serviceAccountName': pod.spec?.serviceAccountName ?? 'default',
    'status.podIP': pod.status?.podIP,
    'status.podIPs': pod.status?.podIPs?.map(({ ip }) => ip).join(','),
    'status.hostIP': pod.status?.hostIP,
    'status.hostIPs': pod.status?.hostIPs?.map(({ ip }) => ip).join(','),
  }
  return fields[fieldPath]
}

/** What the machine has, for limits that a container does not set. */
export interface NodeCapacity {
  readonly cpu: string
  readonly memory: string
}

/** A container's request or limit in units of `divisor`, rounded up; an unset limit is what the node has. */
export const resourceField = (
  container: Container,
  resource: string,
  divisor: string | undefined,
  capacity: NodeCapacity,
): string => {
  const [kind, name = ''] = resource.split('.', 2) as [string, string?]
  const { requests = {}, limits = {} } = container.resources ?? {}
  const ofNode: Record<string, string> = { cpu: capacity.cpu, memory: capacity.memory }
  const quantity = kind === 'limits' ? (limits[name] ?? ofNode[name] ?? '0') : (requests[name] ?? limits[name] ?? '0')
  const unit = divisor === undefined || divisor === '' || divisor === '0' ? '1' : divisor
  const [value, by] = [parseQuantity(quantity), parseQuantity(unit)]
  return String((value + by - 1n) / by)
}
