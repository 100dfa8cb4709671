import { arch, availableParallelism, totalmem } from 'node:os'
import { isKubernetesStatus } from '../../lib/errors/kubernetes-error.ts'
import type { Log } from '../../lib/ports/log.ts'
import type { ApiClient } from './api-client.ts'
import type { NodeCapacity } from './downward.ts'

/** Half of what a control plane waits for, at the least, before it takes a silent node for lost. */
const HEARTBEAT_MILLIS = 10_000

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

const time = (): string => new Date().toISOString().replace(/\.\d+Z$/, 'Z')

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
      lastHeartbeatTime: time(),
      lastTransitionTime: readySince,
    },
  ],
})

/** This machine as a Node of the API server, kept alive by heartbeats. */
export class NodeRegistration {
  readonly #api: ApiClient
  readonly #path: string
  readonly #since = time()
  #heartbeat: NodeJS.Timeout | undefined

  private constructor(api: ApiClient, path: string) {
    this.#api = api
    this.#path = path
  }

  /** Registers the node; an API server that knows no nodes is left without. */
  static async register(api: ApiClient, name: string, address: string, log: Log): Promise<NodeRegistration> {
    const registration = new NodeRegistration(api, `/api/v1/nodes/${name}`)
    const body = { apiVersion: 'v1', kind: 'Node', metadata: { name, labels: nodeLabels(name) } }
    try {
      await api.call('POST', '/api/v1/nodes', { body })
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
    await this.#api.call('DELETE', this.#path)
  }

  async #beat(address: string): Promise<void> {
    await this.#api.call('PATCH', `${this.#path}/status`, {
      body: { status: nodeStatus(address, this.#since) },
      contentType: 'application/merge-patch+json',
    })
  }
}
