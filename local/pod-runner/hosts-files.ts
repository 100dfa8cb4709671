import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Pod, Service } from '../../lib/ports/kubernetes-types.ts'
import type { Log } from '../../lib/ports/log.ts'
import { hostsFile, type NamedPod, reachedServices, serviceLines } from './hosts-file.ts'

/** A pod that has an address, and the folder that its hosts file is in. */
export interface AddressedPod {
  readonly pod: Pod
  readonly address: string
  readonly folder: string
}

const named = ({ pod, address }: AddressedPod): NamedPod => ({
  name: pod.metadata?.name ?? '',
  namespace: pod.metadata?.namespace ?? '',
  labels: pod.metadata?.labels ?? {},
  address,
})

/** Keeps the hosts file of every pod that has an address in step with services and pods. */
export class HostsFiles {
  readonly #services = new Map<string, Service>()
  readonly #pods: () => readonly AddressedPod[]
  readonly #inherited: Promise<string>
  readonly #log: Log
  readonly #written = new Map<string, string>()
  #writing: Promise<void> | undefined
  #stale = false

  /** `pods` gives the pods that have an address now. */
  constructor(pods: () => readonly AddressedPod[], log: Log) {
    this.#pods = pods
    this.#log = log
    this.#inherited = readFile('/etc/hosts', 'utf8').catch(() => '')
  }

  serviceChanged(service: Service): void {
    this.#services.set(service.metadata?.uid ?? '', service)
    void this.refresh()
  }

  serviceDeleted(service: Service): void {
    this.#services.delete(service.metadata?.uid ?? '')
    void this.refresh()
  }

  /** Resolves when the files say what is known now. */
  refresh(): Promise<void> {
    this.#stale = true
    this.#writing ??= this.#write()
      .catch((error: unknown) => this.#log.error('hosts files were not written', { error: String(error) }))
      .finally(() => {
        this.#writing = undefined
      })
    return this.#writing
  }

  async #write(): Promise<void> {
    const inherited = await this.#inherited
    while (this.#stale) {
      this.#stale = false
      const addressed = this.#pods()
      const reached = reachedServices([...this.#services.values()], addressed.map(named))
      const linesIn = new Map<string, readonly string[]>()
      const files = addressed.map((one) => {
        const pod = named(one)
        const services = linesIn.get(pod.namespace) ?? serviceLines(reached, pod.namespace)
        linesIn.set(pod.namespace, services)
        return [join(one.folder, 'hosts'), hostsFile({ pod, machine: hostname(), services, inherited })] as const
      })
      await Promise.all(files.map(([file, text]) => this.#replace(file, text)))
      const current = new Set(files.map(([file]) => file))
      for (const file of [...this.#written.keys()]) if (!current.has(file)) this.#written.delete(file)
    }
  }

  /** Renamed into place, so that a reader never sees half a file. */
  async #replace(file: string, text: string): Promise<void> {
    if (this.#written.get(file) === text) return
    await mkdir(join(file, '..'), { recursive: true })
    await writeFile(`${file}.new`, text)
    await rename(`${file}.new`, file)
    this.#written.set(file, text)
  }
}
