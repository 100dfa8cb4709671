import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { CORE, namespacedPath } from '../../../lib/kubernetes/resource-path.ts'
import type { Tenant } from './tenant.ts'
import { hostAddress } from './test-cluster.ts'

/** The longest that an API server waits for a webhook. */
const PATIENCE_S = 30
const PROBE_MS = 500
const WEBHOOKS = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations'

const webhook = (namespace: string, url: string, resources: readonly string[]) => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingWebhookConfiguration',
  metadata: { name: namespace },
  webhooks: [
    {
      name: 'holds.sparkdrop.dev',
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      failurePolicy: 'Fail',
      timeoutSeconds: PATIENCE_S,
      clientConfig: { url },
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
      rules: [{ operations: ['CREATE'], apiGroups: [''], apiVersions: ['v1'], resources }],
    },
  ],
})

/** While it is there, whoever creates something of these kinds in the tenant's namespace waits for an answer. */
export class HeldCreations {
  readonly #server: Server
  readonly #tenant: Tenant
  readonly #sockets = new Set<Socket>()

  private constructor(server: Server, tenant: Tenant) {
    this.#server = server
    this.#tenant = tenant
    server.on('connection', (socket) => {
      this.#sockets.add(socket)
      socket.on('error', () => socket.destroy()).on('close', () => this.#sockets.delete(socket))
    })
  }

  /** @param resources such as `services`; configmaps have to be among them, by which it is found out when it holds */
  static async of(tenant: Tenant, resources: readonly string[]): Promise<HeldCreations> {
    const address = await hostAddress(tenant.cluster)
    const server = createServer()
    const held = new HeldCreations(server, tenant)
    server.listen(0, address)
    await once(server, 'listening')
    const url = `https://${address}:${(server.address() as AddressInfo).port}/`
    const body = webhook(tenant.namespace, url, resources)
    await tenant.cluster.admin.json({ method: 'POST', path: WEBHOOKS, body })
    while (!(await held.#holds())) {}
    return held
  }

  /** Resolves when somebody waits. */
  async caught(): Promise<void> {
    if (this.#sockets.size === 0) await once(this.#server, 'connection')
  }

  /** Lets everybody create what they like again; those that wait are refused. */
  async end(): Promise<void> {
    const { cluster, namespace } = this.#tenant
    await cluster.admin.json({ method: 'DELETE', path: `${WEBHOOKS}/${namespace}` })
    this.#hangUp()
    this.#server.close()
  }

  /** An API server learns of a webhook some moments after it was made. */
  async #holds(): Promise<boolean> {
    const { cluster, namespace } = this.#tenant
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'is-it-held', namespace } }
    const probe = { method: 'POST', path: namespacedPath(CORE, namespace, 'configmaps'), body } as const
    const request = { ...probe, query: { dryRun: 'All' }, timeoutMs: PROBE_MS, retryBudgetMs: 0 }
    await cluster.admin.json(request).catch(() => undefined)
    const holds = this.#sockets.size > 0
    this.#hangUp()
    return holds
  }

  #hangUp(): void {
    for (const socket of this.#sockets) socket.destroy()
    this.#sockets.clear()
  }
}
