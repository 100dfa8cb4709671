import { Reflector } from '../../lib/kubernetes/reflector.ts'
import { CORE, namespacedPath } from '../../lib/kubernetes/resource-path.ts'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { systemTimers } from '../../lib/kubernetes/timers.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'

const EXECUTORS = 'spark-role=executor'

/** What a watch of a namespace's executor pods saw, by the clock of the one who watches. */
export class PodCensus {
  readonly #there = new Set<string>()
  #arrivals: number[] = []
  #most = 0
  #notify: () => void = () => {}
  readonly #ended = new AbortController()
  readonly #running: Promise<void>

  private constructor(reflector: Reflector<Pod, string>) {
    this.#running = reflector.run(this.#ended.signal)
  }

  /** Watches from now on. */
  static async of(client: RestClient, namespace: string): Promise<PodCensus> {
    let census: PodCensus | undefined
    const reflector = new Reflector<Pod, string>({
      client,
      path: namespacedPath(CORE, namespace, 'pods'),
      labelSelector: EXECUTORS,
      project: ({ metadata }) => metadata?.uid ?? '',
      timers: systemTimers,
      sink: {
        replaced: (uids) => {
          for (const uid of uids) census?.take('ADDED', uid)
        },
        changed: (type, uid) => census?.take(type, uid),
      },
    })
    await reflector.begin(AbortSignal.timeout(60_000))
    census = new PodCensus(reflector)
    return census
  }

  take(type: 'ADDED' | 'MODIFIED' | 'DELETED', uid: string): void {
    if (type === 'DELETED') this.#there.delete(uid)
    else if (!this.#there.has(uid)) {
      this.#there.add(uid)
      this.#arrivals.push(performance.now())
    }
    this.#most = Math.max(this.#most, this.#there.size)
    this.#notify()
  }

  /** When each pod was first seen, in milliseconds on the monotonic clock. */
  get arrivals(): readonly number[] {
    return this.#arrivals
  }

  /** The most pods that were there at once. */
  get most(): number {
    return this.#most
  }

  get now(): number {
    return this.#there.size
  }

  /** Resolves when so many pods are there. */
  async reaches(pods: number): Promise<void> {
    while (this.#there.size < pods) {
      await new Promise<void>((resolve) => {
        this.#notify = resolve
      })
    }
  }

  async end(): Promise<void> {
    this.#ended.abort()
    await this.#running
  }
}
