import type { Service } from '../../lib/ports/kubernetes-types.ts'

/** A pod as far as names are concerned. */
export interface NamedPod {
  readonly name: string
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly address: string
}

/** A service that leads somewhere: the addresses of the pods that it selects. */
export interface ReachedService {
  readonly service: Service
  readonly addresses: readonly string[]
}

export interface HostsFile {
  readonly pod: NamedPod
  /** The machine's own name: within a pod it means the pod. */
  readonly machine: string
  /** What `serviceLines` says of the pod's namespace. */
  readonly services: readonly string[]
  /** Lines of the machine's own hosts file. */
  readonly inherited: string
}

const has = (namespace: string, label: string, value: string): string => `${namespace} ${label}=${value}`

const byLabel = (pods: readonly NamedPod[]): ReadonlyMap<string, readonly NamedPod[]> => {
  const found = new Map<string, NamedPod[]>()
  for (const pod of pods) {
    for (const [label, value] of Object.entries(pod.labels)) {
      const key = has(pod.namespace, label, value)
      const same = found.get(key)
      if (same) same.push(pod)
      else found.set(key, [pod])
    }
  }
  return found
}

/** The services that select any of the pods. There may be thousands of either: no service is held against every pod. */
export const reachedServices = (services: readonly Service[], pods: readonly NamedPod[]): readonly ReachedService[] => {
  const labelled = byLabel(pods)
  return services.flatMap((service) => {
    const selector = Object.entries(service.spec?.selector ?? {})
    const namespace = service.metadata?.namespace ?? ''
    const [fewest = []] = selector
      .map(([label, value]) => labelled.get(has(namespace, label, value)) ?? [])
      .sort((a, b) => a.length - b.length)
    const selected = fewest.filter(({ labels }) => selector.every(([label, value]) => labels[label] === value))
    return selected.length > 0 ? [{ service, addresses: selected.map(({ address }) => address) }] : []
  })
}

const serviceNames = ({ metadata }: Service, seenFrom: string): string => {
  const { name = '', namespace = '' } = metadata ?? {}
  const full = [`${name}.${namespace}`, `${name}.${namespace}.svc`, `${name}.${namespace}.svc.cluster.local`]
  return [...full, ...(namespace === seenFrom ? [name] : [])].join(' ')
}

const withoutNames = (text: string, names: ReadonlySet<string>): string[] =>
  text.split('\n').flatMap((line) => {
    const [address, ...hosts] = line.replace(/#.*/, '').trim().split(/\s+/)
    const kept = hosts.filter((host) => !names.has(host))
    return address && kept.length > 0 ? [`${address} ${kept.join(' ')}`] : []
  })

/** The services in their four forms, as they are called in a namespace: a line for each address. */
export const serviceLines = (reached: readonly ReachedService[], seenFrom: string): readonly string[] =>
  reached.flatMap(({ service, addresses }) => {
    const names = serviceNames(service, seenFrom)
    return addresses.map((address) => `${address} ${names}`)
  })

/** What a pod resolves names by: itself, localhost, services, and the names the machine has in its own file. */
export const hostsFile = ({ pod, machine, services, inherited }: HostsFile): string => {
  const own = `${pod.address} ${pod.name}${machine === pod.name ? '' : ` ${machine}`}`
  const taken = new Set([pod.name, machine, 'localhost'])
  return ['127.0.0.1 localhost', own, ...services, ...withoutNames(inherited, taken), ''].join('\n')
}
