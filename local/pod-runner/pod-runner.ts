import { hostname } from 'node:os'
import { CORE } from '../../lib/kubernetes/resource-path.ts'
import type { KubernetesObject, Pod, Service } from '../../lib/ports/kubernetes-types.ts'
import type { Log } from '../../lib/ports/log.ts'
import { ProcessGuard } from '../process/process-guard.ts'
import { AddressBlock } from './address-block.ts'
import { EventRecorder } from './event-recorder.ts'
import { followObjects, type ObjectHandlers } from './follow-objects.ts'
import { HostsFiles } from './hosts-files.ts'
import type { ImageFolder } from './image.ts'
import { NodeRegistration, nodeLabels } from './node.ts'
import { type ApiServerAddress, openApi } from './open-api.ts'
import { PodWorker, type PodWorkerOptions, podFolder } from './pod-worker.ts'
import { Scheduler } from './scheduler.ts'

const STOP_GRACE_SECONDS = 2

export interface PodRunnerOptions {
  readonly apiServer: ApiServerAddress
  /** Image name, as pods write it → the folders that stand for it. */
  readonly images: Readonly<Record<string, ImageFolder>>
  /** Logs are `<logsDir>/<pod uid>/<container>.log`. */
  readonly logsDir: string
  /** Folders of pods (gone with their pod) and of volume claims. */
  readonly workDir: string
  readonly nodeName?: string
  /** Variables that every container gets beside its own, as an admission webhook would add them. */
  readonly nodeEnvironment?: Readonly<Record<string, string>>
  readonly log: Log
}

export interface PodRunner {
  readonly nodeName: string
  /** Ends every process of every pod and leaves the API server. */
  stop(): Promise<void>
}

/** The pods of this node, each with its worker. */
class Workers {
  readonly #workers = new Map<string, PodWorker>()
  readonly #leaving = new Set<Promise<void>>()
  readonly #nodeName: string
  readonly #options: PodWorkerOptions

  constructor(nodeName: string, options: PodWorkerOptions) {
    this.#nodeName = nodeName
    this.#options = options
  }

  get all(): readonly PodWorker[] {
    return [...this.#workers.values()]
  }

  changed(pod: Pod): void {
    if (pod.spec?.nodeName !== this.#nodeName) return
    const uid = pod.metadata?.uid ?? ''
    const worker = this.#workers.get(uid)
    if (worker) worker.update(pod)
    else this.#workers.set(uid, new PodWorker(pod, this.#options))
  }

  deleted(pod: Pod): void {
    const uid = pod.metadata?.uid ?? ''
    const worker = this.#workers.get(uid)
    if (!worker) return
    const leaving = worker
      .forget()
      .catch((error: unknown) => this.#options.log.error('pod left files behind', { uid, error: String(error) }))
      .finally(() => {
        this.#workers.delete(uid)
        this.#leaving.delete(leaving)
      })
    this.#leaving.add(leaving)
  }

  async stop(): Promise<void> {
    await Promise.all(this.all.map((worker) => worker.stop(STOP_GRACE_SECONDS)))
    await Promise.all(this.#leaving)
  }
}

/**
 * A node for an API server: schedules pods that nobody else schedules and runs their containers as processes of this
 * machine, each pod on a loopback address of its own.
 *
 * @throws KubernetesError or TransientError where the API server cannot be used, SparkdropError without addresses
 */
export const startPodRunner = async (options: PodRunnerOptions): Promise<PodRunner> => {
  const { images, nodeEnvironment = {}, logsDir, workDir, log } = options
  const nodeName = options.nodeName ?? hostname().toLowerCase()
  const api = openApi(options.apiServer)
  const stopping = new AbortController()
  const addresses = await AddressBlock.claim()
  const guard = new ProcessGuard()
  const events = new EventRecorder(api, nodeName, log)
  const hosts: HostsFiles = new HostsFiles(
    () =>
      workers.all.flatMap(({ pod, address }) => (address ? [{ pod, address, folder: podFolder(workDir, pod) }] : [])),
    log,
  )
  const workers = new Workers(nodeName, {
    api,
    images,
    nodeEnvironment,
    addresses,
    guard,
    events,
    log,
    logsDir,
    workDir,
    searchPath: process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin',
    addressChanged: () => hosts.refresh(),
  })
  const scheduler = new Scheduler({
    api,
    nodeName,
    nodeLabels: nodeLabels(nodeName),
    events,
    log,
    signal: stopping.signal,
  })
  const follow = <T extends KubernetesObject>(plural: string, handlers: ObjectHandlers<T>) =>
    followObjects<T>({ api, path: `${CORE}/${plural}`, handlers, log, signal: stopping.signal })

  let node: NodeRegistration | undefined
  const release = async (...following: readonly Promise<void>[]): Promise<void> => {
    stopping.abort()
    await Promise.all(following)
    await workers.stop()
    await events.flush()
    await node?.remove().catch((error: unknown) => log.debug('node stays registered', { error: String(error) }))
    await guard.close()
    await addresses.close()
    api.close()
  }
  try {
    node = await NodeRegistration.register(api, nodeName, addresses.node, log)
    const services = await follow<Service>('services', {
      changed: (service) => hosts.serviceChanged(service),
      deleted: (service) => hosts.serviceDeleted(service),
    })
    const pods = await follow<Pod>('pods', {
      changed: (pod) => {
        scheduler.consider(pod)
        workers.changed(pod)
      },
      deleted: (pod) => workers.deleted(pod),
    })
    log.info('node is ready', { node: nodeName, address: addresses.node, images: Object.keys(images) })
    let stopped: Promise<void> | undefined
    const stop = () => {
      stopped ??= release(services.done, pods.done)
      return stopped
    }
    return { nodeName, stop }
  } catch (error) {
    await release()
    throw error
  }
}
