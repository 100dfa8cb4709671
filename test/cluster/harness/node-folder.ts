import { CORE } from '../../../lib/kubernetes/resource-path.ts'
import type { KubernetesObject, Pod } from '../../../lib/ports/kubernetes-types.ts'
import type { Tenant } from './tenant.ts'
import { STOCK_IMAGE } from './test-cluster.ts'

const ROOT = '/var/tmp'

/** A pod that does something on the node as root; nothing of the product does so. */
const rootPod = (name: string, namespace: string, script: string): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace },
  spec: {
    restartPolicy: 'Never',
    containers: [
      {
        name: 'main',
        image: STOCK_IMAGE,
        imagePullPolicy: 'IfNotPresent',
        command: ['sh', '-c', script],
        securityContext: { runAsUser: 0 },
        volumeMounts: [{ name: 'node', mountPath: '/node' }],
      },
    ],
    volumes: [{ name: 'node', hostPath: { path: ROOT } }],
  },
})

/** Folders on the node that any user may write to, for volumes of the kind hostPath. */
export class NodeFolder {
  readonly paths: readonly string[]
  readonly #tenant: Tenant
  readonly #volumes: string[] = []
  #pods = 0

  private constructor(tenant: Tenant, paths: readonly string[]) {
    this.#tenant = tenant
    this.paths = paths
  }

  static async make(tenant: Tenant, names: readonly string[]): Promise<NodeFolder> {
    const paths = names.map((name) => `${ROOT}/${tenant.namespace}/${name}`)
    const folder = new NodeFolder(tenant, paths)
    await folder.#run(names.map((name) => `install -d -m 777 /node/${tenant.namespace}/${name}`).join(' && '))
    return folder
  }

  /** Makes a volume in the cluster, which goes with the folders. */
  async keep(volume: KubernetesObject): Promise<void> {
    await this.#tenant.cluster.admin.json({ method: 'POST', path: `${CORE}/persistentvolumes`, body: volume })
    this.#volumes.push(volume.metadata?.name ?? '')
  }

  /** What the file of this name holds, in whichever of the folders it is. */
  read(file: string): Promise<string> {
    return this.#run(`cat /node/${this.#tenant.namespace}/*/${file}`)
  }

  async remove(): Promise<void> {
    await this.#run(`rm -rf /node/${this.#tenant.namespace}`)
    for (const name of this.#volumes)
      await this.#tenant.cluster.admin.json({ method: 'DELETE', path: `${CORE}/persistentvolumes/${name}` })
  }

  async #run(script: string): Promise<string> {
    const name = `on-the-node-${++this.#pods}`
    const { namespace, pods } = this.#tenant
    const path = `${CORE}/namespaces/${namespace}/pods`
    await this.#tenant.cluster.admin.json({ method: 'POST', path, body: rootPod(name, namespace, script) })
    const ended = await pods.until(`${name} at its end`, (all) =>
      all.find(({ metadata, status }) => metadata?.name === name && /Succeeded|Failed/.test(status?.phase ?? '')),
    )
    const log = await this.#tenant.log(name)
    if (ended.status?.phase !== 'Succeeded') throw new Error(`${script} failed on the node: ${log}`)
    await this.#tenant.deletePod(ended)
    return log
  }
}
