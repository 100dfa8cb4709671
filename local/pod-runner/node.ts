import { arch, availableParallelism, totalmem } from 'node:os'
import { isKubernetesStatus } from '../../lib/errors/kubernetes-error.ts'
import { CORE } from '../../lib/kubernetes/resource-path.ts'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import type { Log } from '../../lib/ports/log.ts'
import { apiTime } from './api-time.ts'
import type { NodeCapacity } from './downward.ts'
import { patchStatus } from './patch-status.ts'

/** Half of what a control plane waits for, at the least, before it takes a silent node for lost. */
const HEARTBEAT_MILLIS = 10_000

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

export const nodeCapacity = (): NodeCapacity => ({
  cpu: String(availableParallelism()),
  memory: `${Math.floor(totalmem() / 1024)}Ki`,
})

export const nodeLabels = (name: string): Readonly<Record<string, string>> => ({
  'kubernetes.io/hostname': name,
  'kubernetes.io/os': 'linux',
  'kubernetes.io/arch': ARCHITECTURES[arch()] ?? arch(),
})

const nodeStatus = (address: string, readySince: string) => ({
  addresses: [
    { type: 'InternalIP', address },
    { type: 'Hostname', address },
  ],
  capacity: { ...nodeCapacity(), pods: '253' },
  allocatable: { ...nodeCapacity(), pods: '253' },
  conditions: [
    {
      type: 'Ready',
      status: 'True',
      reason: 'KubeletReady',
      message: 'the pod runner is ready',
      lastHeartbeatTime: apiTime(),
      lastTransitionTime: readySince,
    },
  ],
})

/** This machine as a Node of the API server, kept alive by heartbeats. */
export class NodeRegistration {
  readonly #api: RestClient
  readonly #path: string
  readonly #since = apiTime()
  #heartbeat: NodeJS.Timeout | undefined

  private constructor(api: RestClient, path: string) {
    this.#api = api
    this.#path = path
  }

  /** Registers the node; an API server that knows no nodes is left without. */
  static async register(api: RestClient, name: string, address: string, log: Log): Promise<NodeRegistration> {
    const registration = new NodeRegistration(api, `${CORE}/nodes/${name}`)
    const body = { apiVersion: 'v1', kind: 'Node', metadata: { name, labels: nodeLabels(name) } }
    try {
      await api.json({ method: 'POST', path: `${CORE}/nodes`, body })
    } catch (error) {
      if (isKubernetesStatus(error, 404) || isKubernetesStatus(error, 405)) return registration
      if (!isKubernetesStatus(error, 409)) throw error
    }
    await registration.#beat(address)
    registration.#heartbeat = setInterval(() => {
      registration.#beat(address).catch((error: unknown) => log.warn('no heartbeat', { error: String(error) }))
    }, HEARTBEAT_MILLIS).unref()
    return registration
  }

  async remove(): Promise<void> {
    if (!this.#heartbeat) return
    clearInterval(this.#heartbeat)
    await this.#api.json({ method: 'DELETE', path: this.#path })
  }

  async #beat(address: string): Promise<void> {
    await patchStatus(this.#api, this.#path, { status: nodeStatus(address, this.#since) })
  }
}
