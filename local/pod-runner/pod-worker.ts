import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isKubernetesStatus } from '../../lib/errors/kubernetes-error.ts'
import { isRetryable } from '../../lib/errors/sparkdrop-error.ts'
import { CORE, namespacedPath } from '../../lib/kubernetes/resource-path.ts'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import type { Container, Pod } from '../../lib/ports/kubernetes-types.ts'
import type { Log } from '../../lib/ports/log.ts'
import type { ProcessGuard } from '../process/process-guard.ts'
import type { AddressBlock } from './address-block.ts'
import { apiTime } from './api-time.ts'
import { containerEnvironment } from './container-environment.ts'
import { type Launch, prepareLaunch } from './container-launch.ts'
import { ContainerRunner } from './container-runner.ts'
import type { EventRecorder, PodOccurrence } from './event-recorder.ts'
import type { ImageFolder } from './image.ts'
import { nodeCapacity } from './node.ts'
import { type Condition, type ContainerRecord, type PodStatus, podStatus, type Verdict } from './pod-status.ts'
import { MissingReferenceError, References } from './references.ts'
import { StatusReporter } from './status-reporter.ts'
import { type VolumeContent, volumeContent } from './volumes.ts'

const RETRY_MILLIS = 1_000
const DEFAULT_GRACE_SECONDS = 30
const DEADLINE = {
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
} as const
const OUT_OF_PODS = { reason: 'OutOfpods', message: "Node didn't have enough resource: pods" } as const

export interface PodWorkerOptions {
  readonly api: RestClient
  readonly images: Readonly<Record<string, ImageFolder>>
  readonly nodeEnvironment: Readonly<Record<string, string>>
  readonly addresses: AddressBlock
  readonly guard: ProcessGuard
  readonly events: EventRecorder
  readonly log: Log
  readonly logsDir: string
  readonly workDir: string
  readonly searchPath: string
  /** Writes the hosts files of all pods anew; called when this pod's address begins or ends to be of use. */
  addressChanged(): Promise<void>
}

const isTerminal = ({ status }: Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed'

/** Folder of a pod below the runner's work folder. */
export const podFolder = (workDir: string, pod: Pod): string => join(workDir, 'pods', pod.metadata?.uid ?? '')

/** One pod on this node, from the moment it was assigned until it is deleted. */
export class PodWorker {
  readonly #options: PodWorkerOptions
  readonly #references: References
  readonly #reporter: StatusReporter
  readonly #ending = new AbortController()
  readonly #dropped = new AbortController()
  readonly #records: readonly ContainerRecord[]
  readonly #runners = new Set<ContainerRunner>()
  readonly #startTime: string
  readonly #finished: Promise<void>
  #volumes = new Map<string, VolumeContent>()
  #pod: Pod
  #address: string | undefined
  #podIP: string | undefined
  #reported: readonly Condition[] | undefined
  #verdict: Verdict | undefined
  #killAt = Number.POSITIVE_INFINITY
  #killTimer: NodeJS.Timeout | undefined
  #confirming = false
  /** The runner ends: nothing of it is the pod's doing, and nothing is said of it. */
  #silent = false

  constructor(pod: Pod, options: PodWorkerOptions) {
    this.#pod = pod
    this.#options = options
    this.#references = new References(options.api, pod.metadata?.namespace ?? '')
    this.#reporter = new StatusReporter(options.api, pod, this.#dropped.signal)
    this.#startTime = pod.status?.startTime ?? apiTime()
    const reason = (pod.spec?.initContainers ?? []).length > 0 ? 'PodInitializing' : 'ContainerCreating'
    const record = (container: Container, init: boolean): ContainerRecord => ({
      container,
      init,
      state: { waiting: { reason } },
      lastState: {},
      restartCount: 0,
    })
    this.#records = [
      ...(pod.spec?.initContainers ?? []).map((container) => record(container, true)),
      ...(pod.spec?.containers ?? []).map((container) => record(container, false)),
    ]
    this.#finished = this.#live()
    this.update(pod)
  }

  get pod(): Pod {
    return this.#pod
  }

  /** The pod's address while its processes may use it. */
  get address(): string | undefined {
    return this.#address
  }

  /** Takes note of a newer version: a deletion ends the containers within the grace period. */
  update(pod: Pod): void {
    this.#pod = pod
    const { deletionTimestamp, deletionGracePeriodSeconds } = pod.metadata ?? {}
    if (!deletionTimestamp) return
    this.#terminate(deletionGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS)
    if (this.#confirming) return
    this.#confirming = true
    this.#finished.then(() => this.#confirmDeletion()).catch((error: unknown) => this.#complain('deletion', error))
  }

  /** The API server has no such pod any more: ends what is left of it, and removes its files. */
  async forget(): Promise<void> {
    this.#dropped.abort()
    const { deletionGracePeriodSeconds, uid = '' } = this.#pod.metadata ?? {}
    const { terminationGracePeriodSeconds = DEFAULT_GRACE_SECONDS } = this.#pod.spec ?? {}
    this.#terminate(deletionGracePeriodSeconds || terminationGracePeriodSeconds)
    await this.#finished
    await this.#options.addressChanged()
    await rm(podFolder(this.#options.workDir, this.#pod), { recursive: true, force: true })
    await rm(join(this.#options.logsDir, uid), { recursive: true, force: true })
  }

  /** Ends the processes because the runner ends; the API server is told nothing more. */
  async stop(graceSeconds: number): Promise<void> {
    this.#silent = true
    this.#dropped.abort()
    this.#terminate(graceSeconds)
    await this.#finished
  }

  async #live(): Promise<void> {
    if (isTerminal(this.#pod)) return
    const deadline = this.#startDeadline()
    try {
      if (!this.#lostContainers()) await this.#start()
    } catch (error) {
      this.#complain('run', error)
    } finally {
      clearTimeout(deadline)
      clearTimeout(this.#killTimer)
      this.#releaseAddress()
    }
    await this.#publish()
  }

  /** Containers of a runner that is gone cannot be found again; true where that ends the pod. */
  #lostContainers(): boolean {
    const ran = (this.#pod.status?.containerStatuses ?? []).some(({ state }) => state?.running)
    if (!ran || (this.#pod.spec?.restartPolicy ?? 'Always') !== 'Never') return false
    const message = 'The container could not be located when the pod was terminated'
    for (const record of this.#records)
      record.state = { terminated: { exitCode: 137, reason: 'ContainerStatusUnknown', message } }
    return true
  }

  async #start(): Promise<void> {
    await this.#publish()
    await this.#mountVolumes()
    if (this.#ending.signal.aborted) return
    this.#address = this.#podIP = this.#options.addresses.take()
    if (!this.#address) {
      this.#verdict = OUT_OF_PODS
      return
    }
    await mkdir(join(this.#options.logsDir, this.#pod.metadata?.uid ?? ''), { recursive: true })
    await mkdir(podFolder(this.#options.workDir, this.#pod), { recursive: true })
    await this.#options.addressChanged()
    for (const record of this.#records.filter(({ init }) => init)) {
      await this.#run(record)
      if (record.state.terminated?.exitCode !== 0) return
    }
    await Promise.all(this.#records.filter(({ init }) => !init).map((record) => this.#run(record)))
  }

  async #run(record: ContainerRecord): Promise<void> {
    const runner = new ContainerRunner(record, {
      pod: this.#pod,
      images: this.#options.images,
      guard: this.#options.guard,
      ending: this.#ending.signal,
      publish: () => this.#publish(),
      record: (occurrence) => this.#event(occurrence),
      prepare: (one, image) => this.#prepare(one, image),
      recovered: (error) => this.#recovered(error),
    })
    this.#runners.add(runner)
    await runner.run()
    this.#runners.delete(runner)
  }

  async #mountVolumes(): Promise<void> {
    const { workDir } = this.#options
    const sources = { podDir: podFolder(workDir, this.#pod), claimsDir: join(workDir, 'claims') }
    const mounted = new Map<string, VolumeContent>()
    for (const volume of this.#pod.spec?.volumes ?? []) {
      while (!mounted.has(volume.name) && !this.#ending.signal.aborted) {
        try {
          const from = { pod: this.#placed(), references: this.#references, ...sources }
          mounted.set(volume.name, await volumeContent(volume, from))
        } catch (error) {
          const why = error instanceof Error ? error.message : String(error)
          const message = `MountVolume.SetUp failed for volume "${volume.name}" : ${why}`
          this.#event({ type: 'Warning', reason: 'FailedMount', message })
          await this.#recovered(error)
        }
      }
    }
    this.#volumes = mounted
  }

  async #prepare({ container }: ContainerRecord, image: ImageFolder): Promise<Launch> {
    const { nodeEnvironment, logsDir, workDir, searchPath } = this.#options
    const { name = '', uid = '' } = this.#pod.metadata ?? {}
    const environment = await containerEnvironment(container, {
      pod: this.#placed(),
      references: this.#references,
      capacity: nodeCapacity(),
      injected: nodeEnvironment,
    })
    return prepareLaunch({
      container,
      image,
      environment,
      volumes: this.#volumes,
      podName: name,
      podIP: this.#address ?? '',
      podDir: podFolder(workDir, this.#pod),
      logFile: join(logsDir, uid, `${container.name}.log`),
      searchPath,
    })
  }

  /** Resolves when a missing object changed; for any other error when the pod has to end, or after a while if it may pass. */
  async #recovered(error: unknown): Promise<void> {
    const { signal } = this.#ending
    try {
      if (error instanceof MissingReferenceError) return await this.#references.changed(error, signal)
      if (!isRetryable(error)) return await new Promise((resolve) => signal.addEventListener('abort', () => resolve()))
    } catch (watchError) {
      if (!signal.aborted) this.#complain('watch', watchError)
    }
    await delay(RETRY_MILLIS, undefined, { signal, ref: false }).catch(() => undefined)
  }

  #startDeadline(): NodeJS.Timeout | undefined {
    const { activeDeadlineSeconds, terminationGracePeriodSeconds = DEFAULT_GRACE_SECONDS } = this.#pod.spec ?? {}
    if (activeDeadlineSeconds === undefined) return undefined
    const left = Date.parse(this.#startTime) + activeDeadlineSeconds * 1000 - Date.now()
    return setTimeout(() => {
      this.#verdict = DEADLINE
      this.#event({ type: 'Normal', ...DEADLINE })
      this.#terminate(terminationGracePeriodSeconds)
    }, left).unref()
  }

  #terminate(graceSeconds: number): void {
    if (!this.#ending.signal.aborted) {
      this.#ending.abort()
      for (const { container, init, state } of this.#records) {
        const message = `Stopping container ${container.name}`
        const about = { name: container.name, init }
        if (state.running) this.#event({ type: 'Normal', reason: 'Killing', message, container: about })
      }
      for (const runner of this.#runners) runner.signal('SIGTERM')
    }
    const killAt = performance.now() + Math.max(graceSeconds, 1) * 1000
    if (killAt >= this.#killAt) return
    this.#killAt = killAt
    clearTimeout(this.#killTimer)
    this.#killTimer = setTimeout(() => {
      for (const runner of this.#runners) runner.signal('SIGKILL')
    }, Math.max(graceSeconds, 1) * 1000).unref()
  }

  async #confirmDeletion(): Promise<void> {
    if (this.#dropped.signal.aborted) return
    const { name = '', namespace = '', uid } = this.#pod.metadata ?? {}
    const path = namespacedPath(CORE, namespace, 'pods', name)
    const body = { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0, preconditions: { uid } }
    try {
      await this.#options.api.json({ method: 'DELETE', path, body })
    } catch (error) {
      if (isKubernetesStatus(error, 404) || isKubernetesStatus(error, 409)) return
      if (!isRetryable(error)) throw error
      const { signal } = this.#dropped
      await delay(RETRY_MILLIS, undefined, { signal, ref: false }).catch(() => undefined)
      await this.#confirmDeletion()
    }
  }

  /** The pod with the addresses that this node gave it, whether or not the API server has told them back. */
  #placed(): Pod {
    const ip = this.#podIP
    const hostIP = this.#options.addresses.node
    const ips = ip ? { podIP: ip, podIPs: [{ ip }] } : {}
    return { ...this.#pod, status: { ...this.#pod.status, hostIP, hostIPs: [{ ip: hostIP }], ...ips } }
  }

  #status(): PodStatus {
    const status = podStatus({
      pod: this.#pod,
      containers: this.#records,
      hostIP: this.#options.addresses.node,
      podIP: this.#podIP ?? this.#pod.status?.podIP,
      reported: this.#reported,
      startTime: this.#startTime,
      now: apiTime(),
      verdict: this.#verdict,
    })
    this.#reported = status.conditions
    return status
  }

  async #publish(): Promise<void> {
    if (this.#dropped.signal.aborted) return
    try {
      await this.#reporter.report(this.#status())
    } catch (error) {
      this.#complain('status', error)
    }
  }

  #releaseAddress(): void {
    if (!this.#address) return
    this.#options.addresses.release(this.#address)
    this.#address = undefined
    void this.#options.addressChanged()
  }

  #event(occurrence: PodOccurrence): void {
    if (!this.#silent) this.#options.events.record(this.#pod, occurrence)
  }

  #complain(doing: string, error: unknown): void {
    const { name, namespace } = this.#pod.metadata ?? {}
    this.#options.log.error('pod failed on this node', { pod: `${namespace}/${name}`, doing, error: String(error) })
  }
}
