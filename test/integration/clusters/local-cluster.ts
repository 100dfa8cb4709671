import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { StackOutputs } from '../../../infra/outputs.ts'
import type { Emulator } from '../../../local/aws/emulator.ts'
import { startForwarderProcess } from '../../../local/demo/forwarder-process.ts'
import { createNamespace } from '../../../local/demo/namespace.ts'
import { Teardown } from '../../../local/demo/teardown.ts'
import type { ImageFolder } from '../../../local/pod-runner/image.ts'
import { startPodRunner } from '../../../local/pod-runner/pod-runner.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { ApiServerProcess } from '../lives/api-server-process.ts'

export interface LocalClusterOptions {
  readonly name: string
  readonly namespace: string
  /** Gets all that it writes. */
  readonly folder: string
}

/** One of several clusters of a stack: an API server that may be killed, a node, and a forwarder. */
export class LocalCluster {
  readonly server: ApiServerProcess
  readonly #options: LocalClusterOptions
  readonly #logsDir: string
  readonly #teardown: Teardown

  private constructor(server: ApiServerProcess, options: LocalClusterOptions, logsDir: string, teardown: Teardown) {
    this.server = server
    this.#options = options
    this.#logsDir = logsDir
    this.#teardown = teardown
  }

  /** Its API server answers and has the namespace; nothing runs there yet. */
  static async start(options: LocalClusterOptions): Promise<LocalCluster> {
    const { folder, namespace } = options
    const logsDir = join(folder, 'pod-logs')
    await mkdir(logsDir, { recursive: true })
    const teardown = new Teardown()
    const server = teardown.add(await ApiServerProcess.start(folder, logsDir), (it) => it.stop())
    await createNamespace(server.url, namespace)
    return new LocalCluster(server, options, logsDir, teardown)
  }

  /** Lets pods of these images run, and the stack hear of them. */
  async join(stack: { emulator: Emulator; outputs: StackOutputs }, images: Record<string, ImageFolder>): Promise<void> {
    const { name, folder } = this.#options
    const runner = { apiServer: { url: this.server.url }, images, logsDir: this.#logsDir, log: silentLog }
    this.#teardown.add(await startPodRunner({ ...runner, workDir: join(folder, 'pods') }), (it) => it.stop())
    const { emulator, outputs } = stack
    const forwarder = { kubernetes: this.server.url, clusterName: name, eventBus: outputs.EventBusName, emulator }
    this.#teardown.add(await startForwarderProcess({ ...forwarder, workDir: folder }), (it) => it.stop())
  }

  /** Names of the driver pods that are there. */
  async drivers(): Promise<readonly string[]> {
    const pods = `${this.server.url}/api/v1/namespaces/${this.#options.namespace}/pods`
    const { items } = (await (await fetch(pods)).json()) as { items: { metadata: { name: string } }[] }
    return items.map(({ metadata }) => metadata.name)
  }

  stop(): Promise<void> {
    return this.#teardown.run()
  }
}
