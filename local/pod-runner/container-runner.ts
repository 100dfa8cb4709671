import { setTimeout as delay } from 'node:timers/promises'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { type Exit, type GuardedProcess, startGuardedProcess } from '../process/guarded-process.ts'
import type { ProcessGuard } from '../process/process-guard.ts'
import { apiTime } from './api-time.ts'
import type { Launch } from './container-launch.ts'
import type { PodOccurrence } from './event-recorder.ts'
import { canonicalImage, findImage, type ImageFolder, isImageReference } from './image.ts'
import type { ContainerRecord, ContainerState } from './pod-status.ts'
import { terminationMessage } from './termination-message.ts'

/** What a container needs of its pod. */
export interface ContainerContext {
  readonly pod: Pod
  readonly images: Readonly<Record<string, ImageFolder>>
  readonly guard: ProcessGuard
  /** Aborted when the pod has to end. */
  readonly ending: AbortSignal
  /** Tells the API server of the records as they are now. */
  publish(): Promise<void>
  record(occurrence: PodOccurrence): void
  prepare(record: ContainerRecord, image: ImageFolder): Promise<Launch>
  /** Resolves when it is worth trying again after this error, or when the pod has to end. */
  recovered(error: unknown): Promise<void>
}

const BACKOFF_SECONDS = { first: 10, most: 300 } as const
const START_ERROR = { exitCode: 128, startedAt: '1970-01-01T00:00:00Z' } as const

/** Runs one container of a pod, again and again as its restart policy says. */
export class ContainerRunner {
  readonly #record: ContainerRecord
  readonly #context: ContainerContext
  #process: GuardedProcess | undefined

  constructor(record: ContainerRecord, context: ContainerContext) {
    this.#record = record
    this.#context = context
  }

  /** Resolves when the container will not run again. */
  async run(): Promise<void> {
    const image = await this.#image()
    for (let restarts = 0; image; restarts++) {
      const launch = await this.#prepare(image)
      if (!launch) return
      await this.#runOnce(launch)
      if (!this.#restarts()) return
      await this.#backOff(restarts)
    }
  }

  signal(name: NodeJS.Signals): void {
    this.#process?.signal(name)
  }

  async #image(): Promise<ImageFolder | undefined> {
    const { image = '', imagePullPolicy } = this.#record.container
    const { images, ending } = this.#context
    const found = isImageReference(image) ? findImage(images, image) : undefined
    if (found && !ending.aborted) {
      this.#event('Normal', 'Pulled', `Container image "${image}" already present on machine`)
      return found
    }
    if (!isImageReference(image)) {
      const message = `Failed to apply default image tag "${image}": couldn't parse image name "${image}": invalid reference format`
      this.#event('Warning', 'InspectFailed', message)
      await this.#stuck('InvalidImageName', message)
    } else if (imagePullPolicy === 'Never') {
      await this.#stuck('ErrImageNeverPull', `Container image "${image}" is not present with pull policy of Never`)
    } else {
      await this.#failPull(image)
    }
    return undefined
  }

  async #failPull(image: string): Promise<void> {
    const name = canonicalImage(image)
    const message = `failed to pull and unpack image "${name}": failed to resolve reference "${name}": ${name}: not found`
    this.#event('Normal', 'Pulling', `Pulling image "${image}"`)
    this.#event('Warning', 'Failed', `Failed to pull image "${image}": ${message}`)
    this.#event('Warning', 'Failed', 'Error: ErrImagePull')
    await this.#wait('ErrImagePull', message)
    this.#event('Normal', 'BackOff', `Back-off pulling image "${image}"`)
    await this.#stuck('ImagePullBackOff', `Back-off pulling image "${image}": ErrImagePull: ${message}`)
  }

  /** The images of this machine do not change while the pod lives, so it waits until somebody deletes it. */
  async #stuck(reason: string, message: string): Promise<void> {
    this.#event('Warning', 'Failed', `Error: ${reason}`)
    await this.#wait(reason, message)
    const { ending } = this.#context
    if (!ending.aborted) await new Promise((resolve) => ending.addEventListener('abort', resolve, { once: true }))
  }

  async #prepare(image: ImageFolder): Promise<Launch | undefined> {
    const { ending } = this.#context
    while (!ending.aborted) {
      try {
        const launch = await this.#context.prepare(this.#record, image)
        return ending.aborted ? undefined : launch
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        this.#event('Warning', 'Failed', `Error: ${message}`)
        await this.#wait('CreateContainerConfigError', message)
        await this.#context.recovered(error)
      }
    }
    return undefined
  }

  async #runOnce({ process, messageFile }: Launch): Promise<void> {
    this.#event('Normal', 'Created', `Created container: ${this.#record.container.name}`)
    const startedAt = apiTime()
    this.#process = startGuardedProcess(process, this.#context.guard)
    if (this.#process.started) {
      this.#event('Normal', 'Started', `Started container ${this.#record.container.name}`)
      this.#become({ running: { startedAt } })
    }
    const exit = await this.#process.exited
    this.#process = undefined
    if ('startError' in exit) this.#event('Warning', 'Failed', `Error: ${exit.startError}`)
    this.#become({ terminated: this.#terminated(exit, startedAt, { messageFile, logFile: process.logFile }) })
  }

  #terminated(
    exit: Exit,
    startedAt: string,
    files: { readonly messageFile: string; readonly logFile: string },
  ): NonNullable<ContainerState['terminated']> {
    const finishedAt = apiTime()
    if ('startError' in exit) {
      const message = `failed to create containerd task: failed to create shim task: OCI runtime create failed: unable to start container process: ${exit.startError}`
      return { ...START_ERROR, finishedAt, reason: 'StartError', message }
    }
    const { exitCode } = exit
    const policy = this.#record.container.terminationMessagePolicy
    const message = terminationMessage({ ...files, failed: exitCode !== 0, policy })
    const reason = exitCode === 0 ? 'Completed' : 'Error'
    return { exitCode, reason, startedAt, finishedAt, ...(message === undefined ? {} : { message }) }
  }

  #restarts(): boolean {
    const policy = this.#context.pod.spec?.restartPolicy ?? 'Always'
    const failed = this.#record.state.terminated?.exitCode !== 0
    if (this.#context.ending.aborted || policy === 'Never') return false
    return failed || (policy === 'Always' && !this.#record.init)
  }

  /** The first restart is at once, as a kubelet does it; the next ones wait 10 s, 20 s, 40 s, up to 5 minutes. */
  async #backOff(restarts: number): Promise<void> {
    const record = this.#record
    record.lastState = record.state
    record.restartCount += 1
    if (restarts === 0) return
    const seconds = Math.min(BACKOFF_SECONDS.first * 2 ** (restarts - 1), BACKOFF_SECONDS.most)
    const { name, namespace, uid } = this.#context.pod.metadata ?? {}
    const what = `restarting failed container=${record.container.name} pod=${name}_${namespace}(${uid})`
    this.#event('Warning', 'BackOff', `Back-off ${what}`)
    await this.#wait('CrashLoopBackOff', `back-off ${seconds}s ${what}`)
    await delay(seconds * 1000, undefined, { signal: this.#context.ending, ref: false }).catch(() => undefined)
  }

  #wait(reason: string, message: string): Promise<void> {
    this.#record.state = { waiting: { reason, message } }
    return this.#context.publish()
  }

  #become(state: ContainerState): void {
    this.#record.state = state
    void this.#context.publish()
  }

  #event(type: PodOccurrence['type'], reason: string, message: string): void {
    const { container, init } = this.#record
    this.#context.record({ type, reason, message, container: { name: container.name, init } })
  }
}
