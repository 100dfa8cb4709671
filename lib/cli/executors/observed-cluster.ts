import { isKubernetesStatus } from '../../errors/kubernetes-error.ts'
import { RestExecutorCluster } from '../../kubernetes/rest-executor-cluster.ts'
import type { PersistentVolumeClaim, Pod } from '../../ports/kubernetes-types.ts'
import { outcomeOf } from '../../scheduler/creation-outcome.ts'

/** What one has to know of creations to tell when all is there. */
export interface CreationObserver {
  /** How many pods there are with all their claims; nothing of them is under way. */
  readonly created: (executors: number) => void
  /** The API server does not want it, however often it is tried. */
  readonly refused: (error: unknown) => void
}

/** The executors' cluster, which tells of what is created there. */
export class ObservedExecutorCluster extends RestExecutorCluster {
  observer: CreationObserver | undefined
  readonly #pods = new Set<string>()
  readonly #underWay = new Set<string>()
  #creations = 0

  /** How many creations the API server has answered with what was created. */
  get creations(): number {
    return this.#creations
  }

  override async createPod(namespace: string, pod: Pod): Promise<Pod> {
    const name = pod.metadata?.name ?? ''
    return await this.#observed(`pod ${name}`, async () => {
      const created = await super.createPod(namespace, pod)
      this.#pods.add(name)
      return created
    })
  }

  override async createClaim(namespace: string, claim: PersistentVolumeClaim): Promise<PersistentVolumeClaim> {
    return await this.#observed(`claim ${claim.metadata?.name}`, () => super.createClaim(namespace, claim))
  }

  /** What failed stays under way: it is tried again. */
  async #observed<T>(what: string, create: () => Promise<T>): Promise<T> {
    this.#underWay.add(what)
    try {
      const created = await create()
      this.#underWay.delete(what)
      this.#creations++
      // A pod's claims are asked for as soon as it is there: only after that it shows whether nothing is under way.
      setImmediate(() => {
        if (this.#underWay.size === 0) this.observer?.created(this.#pods.size)
      })
      return created
    } catch (error) {
      // A name that is taken may be that of an attempt whose answer was lost.
      const refused = outcomeOf(error).kind === 'refused' && !isKubernetesStatus(error, 409)
      if (refused) this.observer?.refused(error)
      throw error
    }
  }
}
