import { type DriverPod, driverPodSchema } from '../../events/pod-event.ts'
import { significanceOf } from '../../lib/jobs/forwarding/driver-change.ts'
import type { DriverObservation } from '../../lib/jobs/record-driver.ts'
import type { InMemoryCluster } from '../fakes/in-memory-cluster.ts'
import type { Agenda } from './agenda.ts'
import type { SimulatedQueue } from './simulated-queue.ts'

/** How long an event is on its way to the bus. */
const NOTICES_AFTER_MS = 200

interface Told {
  readonly pod: DriverPod
  readonly significance: string
}

/** What the pod-event-forwarder tells: each change that matters while it runs, and everything anew after it was away. */
export class SimulatedForwarder {
  #isUp = true
  readonly #agenda: Agenda
  readonly #cluster: InMemoryCluster
  readonly #queue: SimulatedQueue<DriverObservation>
  #told = new Map<string, Told>()

  constructor(agenda: Agenda, cluster: InMemoryCluster, queue: SimulatedQueue<DriverObservation>) {
    this.#agenda = agenda
    this.#cluster = cluster
    this.#queue = queue
  }

  /** A pod has changed. */
  notice(): void {
    if (this.#isUp) this.#agenda.after(NOTICES_AFTER_MS, () => this.#look())
  }

  /** From now on no event comes, and what is deleted meanwhile nobody ever hears of. */
  goDown(): void {
    this.#isUp = false
  }

  /** @param relists whether it tells of everything anew, as it has to */
  comeUp(relists: boolean): void {
    this.#isUp = true
    this.#told.clear()
    if (relists) this.notice()
  }

  #look(): void {
    if (!this.#isUp) return
    const now = new Map<string, Told>()
    for (const found of this.#cluster.shownPods) {
      const { uid = '', resourceVersion } = found.metadata ?? {}
      const told = this.#told.get(uid)
      if (told && told.pod.metadata.resourceVersion === resourceVersion) now.set(uid, told)
      else {
        const pod = driverPodSchema.parse(found)
        now.set(uid, { pod, significance: significanceOf(pod) })
      }
    }
    for (const [uid, { pod, significance }] of now)
      if (this.#told.get(uid)?.significance !== significance) this.#queue.put({ type: 'MODIFIED', pod })
    for (const [uid, { pod }] of this.#told) if (!now.has(uid)) this.#queue.put({ type: 'DELETED', pod })
    this.#told = now
  }
}
