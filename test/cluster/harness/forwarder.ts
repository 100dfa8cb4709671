import { randomBytes } from 'node:crypto'
import { mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stringify } from 'yaml'
import { kubectl } from './kubectl.ts'

const SHIPPED = fileURLToPath(new URL('../../../images/pod-event-forwarder/kubernetes', import.meta.url))

export interface ForwarderPods {
  /** Name and tag of its image, as the cluster's nodes know it. */
  readonly image: string
  /** What it forwards to, and the credentials for it. */
  readonly environment: Readonly<Record<string, string>>
  /** Where its bus is, where that is not AWS itself. */
  readonly busAddress: { readonly ip: string; readonly port: number }
}

/** Network policies add up: the shipped one lets it talk to AWS, this one to an emulator. */
const emulatorPolicy = ({ ip, port }: ForwarderPods['busAddress']) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'pod-event-forwarder-emulator' },
  spec: {
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'pod-event-forwarder' } },
    policyTypes: ['Egress'],
    egress: [{ to: [{ ipBlock: { cidr: `${ip}/32` } }], ports: [{ port }] }],
  },
})

/** The pod-event-forwarder as it is shipped, in a namespace of its own. */
export class Forwarder {
  readonly namespace = `sparkdrop-test-${randomBytes(4).toString('hex')}`

  /** Applies an overlay of the shipped manifests, and waits until it is rolled out. */
  async deploy({ image, environment, busAddress }: ForwarderPods): Promise<void> {
    const [newName, newTag] = image.split(/:(?=[^:/]+$)/)
    const folder = await mkdtemp(join(await realpath(tmpdir()), 'forwarder-'))
    const overlay = {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      namespace: this.namespace,
      resources: [relative(folder, SHIPPED), 'policy.yaml'],
      images: [{ name: 'sparkdrop-pod-event-forwarder', newName, newTag: newTag ?? 'latest' }],
      configMapGenerator: [
        {
          name: 'pod-event-forwarder',
          behavior: 'merge',
          literals: Object.entries(environment).map(([name, value]) => `${name}=${value}`),
        },
      ],
    }
    await writeFile(join(folder, 'policy.yaml'), stringify(emulatorPolicy(busAddress)))
    await writeFile(join(folder, 'kustomization.yaml'), stringify(overlay))
    await kubectl('create', 'namespace', this.namespace)
    await kubectl('apply', '-k', folder)
    await rm(folder, { recursive: true })
    await kubectl('-n', this.namespace, 'rollout', 'status', 'deployment/pod-event-forwarder', '--timeout=120s')
  }

  /** Both replicas end at once, as on nodes that lose their power; the deployment starts others. */
  async kill(): Promise<void> {
    await kubectl('-n', this.namespace, 'delete', 'pods', '--all', '--force', '--grace-period=0', '--wait=false')
  }

  log(): Promise<string> {
    return kubectl('-n', this.namespace, 'logs', 'deployment/pod-event-forwarder', '--tail=60')
  }

  async remove(): Promise<void> {
    await kubectl('delete', 'namespace', this.namespace, '--wait=false', '--ignore-not-found')
  }
}
