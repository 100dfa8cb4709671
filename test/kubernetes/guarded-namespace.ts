import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parse, parseAllDocuments } from 'yaml'
import { isKubernetesStatus, type KubernetesError } from '../../lib/errors/kubernetes-error.ts'
import { bearer, type ClusterConnection, fixedCredentials } from '../../lib/kubernetes/cluster-connection.ts'
import { CORE, collectionPath, namespacedPath } from '../../lib/kubernetes/resource-path.ts'
import { RestClient } from '../../lib/kubernetes/rest-client.ts'
import type { KubernetesObject, Pod } from '../../lib/ports/kubernetes-types.ts'
import { submitterBinding, tenantRoles } from '../cluster/harness/tenant-roles.ts'

const TENANT = new URL('../../infra/kubernetes/tenant/', import.meta.url)
const ADMISSION = '/apis/admissionregistration.k8s.io/v1'

const COLLECTIONS: Readonly<Record<string, string>> = {
  ValidatingAdmissionPolicy: `${ADMISSION}/validatingadmissionpolicies`,
  ValidatingAdmissionPolicyBinding: `${ADMISSION}/validatingadmissionpolicybindings`,
  Namespace: `${CORE}/namespaces`,
}

const collectionOf = (object: KubernetesObject): string => COLLECTIONS[object.kind ?? ''] ?? collectionPath(object)

/** The manifests of a folder as its kustomization lists them, for another namespace, their cluster's names with it. */
const manifests = (folder: string, namespace: string): readonly KubernetesObject[] => {
  const read = (file: string): string => readFileSync(new URL(`${folder}/${file}`, TENANT), 'utf8')
  const { resources } = parse(read('kustomization.yaml')) as { readonly resources: readonly string[] }
  return resources
    .flatMap((file) => parseAllDocuments(read(file).replaceAll('spark-jobs', namespace)))
    .map((document) => document.toJS() as KubernetesObject)
    .map((object) =>
      JSON.parse(
        JSON.stringify(object)
          .replaceAll('sparkdrop-tenant-', `${namespace}-`)
          .replaceAll('sparkdrop.dev/tenant', `${namespace}/tenant`),
      ),
    )
}

interface CheckedPolicy {
  readonly metadata: { readonly name: string }
  readonly status?: { readonly typeChecking?: { readonly expressionWarnings?: readonly unknown[] } }
}

/** How a request ended: what was said, where it was refused. */
export const refusal = async (request: Promise<unknown>): Promise<string | undefined> => {
  try {
    await request
    return undefined
  } catch (error) {
    if (isKubernetesStatus(error, 403) || isKubernetesStatus(error, 422)) return (error as KubernetesError).message
    throw error
  }
}

/** A namespace with all that the project ships for a tenant's: Roles, and what keeps its jobs in it. */
export class GuardedNamespace {
  readonly namespace = `guarded-${randomBytes(4).toString('hex')}`
  readonly admin: RestClient
  readonly #connection: ClusterConnection
  readonly #clients: RestClient[] = []
  readonly #made: string[] = []

  private constructor(connection: ClusterConnection) {
    this.#connection = connection
    this.admin = new RestClient(connection)
  }

  static async create(connection: ClusterConnection): Promise<GuardedNamespace> {
    const made = new GuardedNamespace(connection)
    const { namespace } = made
    const submitter = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'submitter', namespace } }
    for (const object of [
      ...manifests('admission', namespace),
      ...manifests('guard', namespace),
      ...tenantRoles(namespace, {}),
      submitter,
      submitterBinding(namespace, 'sparkdrop-submitter'),
    ])
      await made.#create(object)
    return made
  }

  /** Somebody with a token of this service account, which a pod has where one is named. */
  async as(serviceAccount: string, pod?: Pod): Promise<RestClient> {
    const path = `${namespacedPath(CORE, this.namespace, 'serviceaccounts', serviceAccount)}/token`
    const { name, uid } = pod?.metadata ?? {}
    const bound = pod && { boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name, uid } }
    const body = { spec: { expirationSeconds: 3600, ...bound } }
    const { status } = await this.admin.json<{ status: { token: string } }>({ method: 'POST', path, body })
    const client = new RestClient({ ...this.#connection, credentials: fixedCredentials(bearer(status.token)) })
    this.#clients.push(client)
    return client
  }

  /** Creates a pod, or says only whether it could be. */
  create(client: RestClient, pod: Pod, dryRun = true): Promise<Pod> {
    const path = namespacedPath(CORE, this.namespace, 'pods')
    return client.json<Pod>({ method: 'POST', path, body: pod, ...(dryRun ? { query: { dryRun: 'All' } } : {}) })
  }

  /** New policies are heeded only after a moment, each after its own. */
  async untilRefused(request: () => Promise<unknown>, words: RegExp): Promise<void> {
    let said: string | undefined
    for (let round = 0; round < 100; round++) {
      said = await refusal(request())
      if (words.test(said ?? '')) return
      await sleep(100)
    }
    throw new Error(`an admission policy is not heeded: ${said}`)
  }

  /** What the API server finds odd about the policies' expressions, once it has looked at them. */
  async warnings(): Promise<readonly unknown[]> {
    for (let round = 0; round < 100; round++) {
      const { items } = await this.admin.json<{ items: readonly CheckedPolicy[] }>({
        method: 'GET',
        path: `${ADMISSION}/validatingadmissionpolicies`,
      })
      const own = items.filter(({ metadata }) => metadata.name.startsWith(`${this.namespace}-`))
      if (own.length > 0 && own.every(({ status }) => status?.typeChecking))
        return own.flatMap(({ status }) => status?.typeChecking?.expressionWarnings ?? [])
      await sleep(100)
    }
    throw new Error('nobody looks at the admission policies: does a controller manager run?')
  }

  async remove(): Promise<void> {
    for (const path of this.#made.reverse()) await this.admin.json({ method: 'DELETE', path })
    for (const client of [this.admin, ...this.#clients]) client.close()
  }

  async #create(object: KubernetesObject): Promise<void> {
    const path = collectionOf(object)
    await this.admin.json({ method: 'POST', path, body: object })
    if ((object.kind ?? '') in COLLECTIONS) this.#made.push(`${path}/${object.metadata?.name}`)
  }
}
