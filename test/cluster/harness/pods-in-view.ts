import { Reflector } from '../../../lib/kubernetes/reflector.ts'
import { CORE, namespacedPath } from '../../../lib/kubernetes/resource-path.ts'
import type { RestClient } from '../../../lib/kubernetes/rest-client.ts'
import { systemTimers } from '../../../lib/kubernetes/timers.ts'
import type { Pod } from '../../../lib/ports/kubernetes-types.ts'

export type Pods = readonly Pod[]

export const roleOf = (pod: Pod): string | undefined => pod.metadata?.labels?.['spark-role']
export const executorsOf = (pods: Pods): Pods => pods.filter((pod) => roleOf(pod) === 'executor')
export const executorId = (pod: Pod): string | undefined => pod.metadata?.labels?.['spark-exec-id']
export const hasStarted = ({ status }: Pod): boolean => status?.phase !== undefined && status.phase !== 'Pending'
export const isRunning = (pod: Pod): boolean => pod.status?.phase === 'Running'
export const isLeaving = (pod: Pod): boolean => pod.metadata?.deletionTimestamp !== undefined

const shortly = (pod: Pod): string =>
  `${pod.metadata?.name} ${isLeaving(pod) ? 'leaving ' : ''}${pod.status?.phase} ${(pod.status?.containerStatuses ?? [])
    .map(({ name, state }) => `${name}=${JSON.stringify(state)}`)
    .join(' ')}`

interface Waiter {
  readonly look: (pods: Pods) => void
}

/** The pods of a namespace, kept current by a watch, for tests that wait for what becomes of them. */
export class PodsInView {
  readonly #pods = new Map<string, Pod>()
  readonly #seen = new Map<string, Pod>()
  readonly #waiters = new Set<Waiter>()
  readonly #stop = new AbortController()
  readonly #running: Promise<void>

  constructor(client: RestClient, namespace: string) {
    const reflector = new Reflector<Pod, Pod>({
      client,
      path: namespacedPath(CORE, namespace, 'pods'),
      project: (pod) => pod,
      timers: systemTimers,
      sink: {
        replaced: (pods) => {
          this.#pods.clear()
          for (const pod of pods) this.#keep(pod)
          this.#look()
        },
        changed: (type, pod) => {
          if (type === 'DELETED') this.#pods.delete(pod.metadata?.uid ?? '')
          else this.#keep(pod)
          this.#look()
        },
      },
    })
    this.#running = reflector.run(this.#stop.signal)
  }

  /** As they were last seen, those that are gone by now among them. */
  get everSeen(): Pods {
    return [...this.#seen.values()]
  }

  /** The first thing that `find` finds in the pods as they are, now or later; an Error that names it where it takes too long. */
  until<T>(what: string, find: (pods: Pods) => T | undefined | false, patienceMs = 120_000): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const end = (): void => {
        clearTimeout(timer)
        this.#waiters.delete(waiter)
      }
      const waiter: Waiter = {
        look: (pods) => {
          const found = find(pods)
          if (found === undefined || found === false) return
          end()
          resolve(found)
        },
      }
      const timer = setTimeout(() => {
        end()
        const there = [...this.#pods.values()].map(shortly).join('\n  ')
        reject(new Error(`after ${patienceMs / 1000} s still not so: ${what}. The pods:\n  ${there || 'none'}`))
      }, patienceMs)
      this.#waiters.add(waiter)
      waiter.look([...this.#pods.values()])
    })
  }

  async close(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  #keep(pod: Pod): void {
    this.#pods.set(pod.metadata?.uid ?? '', pod)
    this.#seen.set(pod.metadata?.uid ?? '', pod)
  }

  #look(): void {
    const pods = [...this.#pods.values()]
    for (const { look } of [...this.#waiters]) look(pods)
  }
}
