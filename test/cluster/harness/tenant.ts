import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFailed, onTestFinished, vi } from 'vitest'
import { stringify } from 'yaml'
import { isKubernetesStatus } from '../../../lib/errors/kubernetes-error.ts'
import { CORE, namespacedPath, objectPath } from '../../../lib/kubernetes/resource-path.ts'
import { RestCluster } from '../../../lib/kubernetes/rest-cluster.ts'
import type { KubernetesObject, PersistentVolumeClaim, Pod } from '../../../lib/ports/kubernetes-types.ts'
import { describeTrouble } from './describe-trouble.ts'
import { PodsInView } from './pods-in-view.ts'
import { submitterBinding, type TenantRoles, tenantRoles } from './tenant-roles.ts'
import type { TestCluster } from './test-cluster.ts'

/** Longer than any test. */
const TOKEN_SECONDS = 3600
const PATIENCE = { timeout: 120_000, interval: 200 }

interface ClaimList {
  readonly items: readonly PersistentVolumeClaim[]
}

/** A namespace of its own, with the service accounts and Roles that the project ships, and somebody who may submit. */
export class Tenant {
  readonly cluster: TestCluster
  readonly namespace: string
  /** Of the submitter, who has the rights of the Role `sparkdrop-submitter` and no others. */
  readonly kubeconfig: string
  /** The submitter's token. */
  readonly token: string
  readonly pods: PodsInView
  /** For files of the test; the command runs in it. */
  readonly folder: string
  readonly #ends: (() => void)[] = []

  private constructor(cluster: TestCluster, namespace: string, folder: string, token: string) {
    this.cluster = cluster
    this.namespace = namespace
    this.folder = folder
    this.token = token
    this.kubeconfig = join(folder, 'kubeconfig')
    this.pods = new PodsInView(cluster.admin, namespace)
  }

  static async create(cluster: TestCluster, options: TenantRoles = {}): Promise<Tenant> {
    const { admin } = cluster
    const namespace = `sparkdrop-test-${randomBytes(4).toString('hex')}`
    const folder = await mkdtemp(join(tmpdir(), `${namespace}-`))
    await admin.json({ method: 'POST', path: `${CORE}/namespaces`, body: { metadata: { name: namespace } } })
    const roles = ['sparkdrop-submitter', ...(options.volumes ? ['sparkdrop-submitter-volumes'] : [])]
    const submitter = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'submitter', namespace } }
    const objects = [
      ...tenantRoles(namespace, options),
      submitter,
      ...roles.map((role) => submitterBinding(namespace, role)),
    ]
    const rest = new RestCluster(admin)
    for (const object of objects) await rest.apply(object)
    const path = `${namespacedPath(CORE, namespace, 'serviceaccounts', 'submitter')}/token`
    const body = { spec: { expirationSeconds: TOKEN_SECONDS } }
    const { status } = await admin.json<{ status: { token: string } }>({ method: 'POST', path, body })
    const tenant = new Tenant(cluster, namespace, folder, status.token)
    await tenant.#writeKubeconfig()
    return tenant
  }

  /** A tenant for the test that runs: it goes with it, and where the test fails, what happened in it is printed. */
  static async ofThisTest(cluster: TestCluster, options: TenantRoles = {}): Promise<Tenant> {
    const tenant = await Tenant.create(cluster, options)
    onTestFinished(() => tenant.remove())
    onTestFailed(async () => console.error(await describeTrouble(tenant)))
    return tenant
  }

  /** To be called when the tenant goes, before anything else. */
  beforeRemoval(end: () => void): void {
    this.#ends.push(end)
  }

  /** Makes an object as the administrator, in this namespace where it names none. */
  async apply(object: KubernetesObject & Record<string, unknown>): Promise<void> {
    const namespace = object.metadata?.namespace ?? this.namespace
    await new RestCluster(this.cluster.admin).apply({ ...object, metadata: { ...object.metadata, namespace } })
  }

  /** The object as it is, as the administrator sees it; undefined where there is none. */
  async read<T extends KubernetesObject>(apiVersion: string, kind: string, name: string): Promise<T | undefined> {
    const path = objectPath({ apiVersion, kind, metadata: { namespace: this.namespace, name } })
    try {
      return await this.cluster.admin.json<T>({ method: 'GET', path })
    } catch (error) {
      if (isKubernetesStatus(error, 404)) return undefined
      throw error
    }
  }

  /** Names of what jobs make and must not leave: `pods/x`, `services/y`. What Kubernetes itself keeps there is left out. */
  async leftovers(): Promise<readonly string[]> {
    const names = await Promise.all(
      ['pods', 'services', 'configmaps', 'persistentvolumeclaims'].map(async (plural) => {
        const path = namespacedPath(CORE, this.namespace, plural)
        const { items } = await this.cluster.admin.json<{ items: KubernetesObject[] }>({ method: 'GET', path })
        return items.map(({ metadata }) => `${plural}/${metadata?.name}`)
      }),
    )
    return names.flat().filter((name) => name !== 'configmaps/kube-root-ca.crt')
  }

  /** The namespace's volume claims, as soon as there are this many. */
  async untilClaims(count: number): Promise<readonly PersistentVolumeClaim[]> {
    const path = namespacedPath(CORE, this.namespace, 'persistentvolumeclaims')
    const claims = async () => (await this.cluster.admin.json<ClaimList>({ method: 'GET', path })).items
    return vi.waitUntil(async () => {
      const all = await claims()
      return all.length >= count && all
    }, PATIENCE)
  }

  /** All that the pod wrote so far. */
  async log(pod: string): Promise<string> {
    return (await new RestCluster(this.cluster.admin).podLog(this.namespace, pod)) ?? ''
  }

  /** Deletes the pod as somebody with the right to would, `kubectl delete pod`. */
  async deletePod(pod: Pod, options: { readonly gracePeriodSeconds?: number } = {}): Promise<void> {
    await new RestCluster(this.cluster.admin).deletePod(this.namespace, pod.metadata?.name ?? '', options)
  }

  /** The namespace goes, with everything in it; nobody waits for that. */
  async remove(): Promise<void> {
    for (const end of this.#ends) end()
    await this.pods.close()
    await this.cluster.admin.json({ method: 'DELETE', path: `${CORE}/namespaces/${this.namespace}` })
    await rm(this.folder, { recursive: true, force: true })
  }

  async #writeKubeconfig(): Promise<void> {
    const { url, certificateAuthority, insecureSkipTlsVerify } = this.cluster.connection
    const authority = certificateAuthority && Buffer.from(certificateAuthority).toString('base64')
    const cluster = {
      server: url,
      ...(authority === undefined ? {} : { 'certificate-authority-data': authority }),
      ...(insecureSkipTlsVerify ? { 'insecure-skip-tls-verify': true } : {}),
    }
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'test', cluster }],
      users: [{ name: 'submitter', user: { token: this.token } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'submitter', namespace: this.namespace } }],
      'current-context': 'test',
    }
    await writeFile(this.kubeconfig, stringify(config), { mode: 0o600 })
  }
}
