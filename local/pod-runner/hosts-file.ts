import type { Service } from '../../lib/ports/kubernetes-types.ts'

/** A pod as far as names are concerned. */
export interface NamedPod {
  readonly name: string
  readonly namespace: string
  readonly labels: Readonly<Record<string, string>>
  readonly address: string
}

export interface HostsFile {
  readonly pod: NamedPod
  /** The machine's own name: within a pod it means the pod. */
  readonly machine: string
  readonly services: readonly Service[]
  readonly pods: readonly NamedPod[]
  /** Lines of the machine's own hosts file. */
  readonly inherited: string
}

const selects = (service: Service, pod: NamedPod): boolean => {
  const selector = Object.entries(service.spec?.selector ?? {})
  return (
    service.metadata?.namespace === pod.namespace &&
    selector.length > 0 &&
    selector.every(([label, value]) => pod.labels[label] === value)
  )
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

/**
 * What a pod resolves names by: itself, localhost, the services (in their four forms) with an address for each pod
 * that they select, and the names the machine has in its own file.
 */
export const hostsFile = ({ pod, machine, services, pods, inherited }: HostsFile): string => {
  const own = `${pod.address} ${pod.name}${machine === pod.name ? '' : ` ${machine}`}`
  const ofServices = services.flatMap((service) =>
    pods
      .filter((candidate) => selects(service, candidate))
      .map(({ address }) => `${address} ${serviceNames(service, pod.namespace)}`),
  )
  const taken = new Set([pod.name, machine, 'localhost'])
  return ['127.0.0.1 localhost', own, ...ofServices, ...withoutNames(inherited, taken), ''].join('\n')
}
