import { LABELS } from '../../events/pod-event.ts'
import { isGated } from '../../lib/jobs/submit/driver-gate.ts'
import { confMapName } from '../../lib/jobs/submit/driver-objects.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import type { InMemoryCluster } from '../fakes/in-memory-cluster.ts'
import type { Agenda } from './agenda.ts'
import type { Chance } from './chance.ts'
import type { Weather } from './invocation.ts'

/** How long it takes a kubelet to notice something. */
const NOTICES_AFTER_MS = 1_000
const LONGEST_WAIT_MS = 20_000
const LONGEST_RUN_MS = 300_000

/** A driver that ran. */
export interface Run {
  readonly uid: string
  /** Job and attempt. */
  readonly of: string
}

/** Nodes that start every pod whose configmap is there, end it some time later, and lose one now and then. */
export class Kubelet {
  readonly runs: Run[] = []
  /** Called when a pod has changed. */
  onChange: () => void = () => {}
  readonly #agenda: Agenda
  readonly #chance: Chance
  readonly #weather: Weather
  readonly #cluster: InMemoryCluster
  readonly #begun = new Set<string>()
  readonly #changedAt = new Map<string, number>()

  constructor(agenda: Agenda, chance: Chance, weather: Weather, cluster: InMemoryCluster) {
    this.#agenda = agenda
    this.#chance = chance
    this.#weather = weather
    this.#cluster = cluster
  }

  /** How long the pod has been as it is, in milliseconds. */
  sameFor(uid: string): number {
    return this.#agenda.now - (this.#changedAt.get(uid) ?? 0)
  }

  /** Something was created or deleted. */
  notice(): void {
    this.#agenda.after(NOTICES_AFTER_MS, () => this.#look())
  }

  #look(): void {
    const maps = new Set(this.#cluster.objects('ConfigMap').map(({ metadata }) => metadata?.name))
    for (const pod of [...this.#cluster.shownPods]) {
      const { uid = '', deletionTimestamp } = pod.metadata ?? {}
      if (deletionTimestamp) this.#end(pod)
      else if (!this.#begun.has(uid) && !isGated(pod) && maps.has(confMapName(pod))) {
        this.#begun.add(uid)
        this.#agenda.after(this.#chance.between(0, LONGEST_WAIT_MS), () => this.#run(uid))
      }
    }
  }

  #run(uid: string): void {
    const pod = this.#find(uid)
    if (!pod || pod.metadata?.deletionTimestamp) return
    const { labels = {} } = pod.metadata ?? {}
    this.runs.push({ uid, of: `${labels[LABELS.jobId]}/${labels[LABELS.attempt]}` })
    this.#change(pod, 'Running', { running: {} })
    const lasts = this.#chance.between(0, LONGEST_RUN_MS)
    const exitCode = this.#chance.percent(25) ? this.#chance.pick([1, 137, 143]) : 0
    const isLost = this.#chance.percent(5) && !this.#weather.over
    this.#agenda.after(lasts, () => {
      const found = this.#find(uid)
      if (found && isLost) this.#remove(found)
      else if (found) this.#change(found, exitCode === 0 ? 'Succeeded' : 'Failed', { terminated: { exitCode } })
    })
  }

  #end(pod: Pod): void {
    if (pod.status?.phase === 'Running') this.#change(pod, 'Failed', { terminated: { exitCode: 143 } })
    this.#agenda.after(NOTICES_AFTER_MS, () => {
      const found = this.#find(pod.metadata?.uid ?? '')
      if (found) this.#remove(found)
    })
  }

  #find(uid: string): Pod | undefined {
    for (const pod of this.#cluster.shownPods) if (pod.metadata?.uid === uid) return pod
    return undefined
  }

  #change({ metadata }: Pod, phase: string, state: object): void {
    this.#cluster.updatePod(metadata?.namespace ?? '', metadata?.name ?? '', (pod) => {
      pod.spec = { containers: [], ...pod.spec, nodeName: 'node-1' }
      Object.assign(pod, { status: { phase, containerStatuses: [{ name: 'spark-kubernetes-driver', state }] } })
    })
    this.#changedAt.set(metadata?.uid ?? '', this.#agenda.now)
    this.onChange()
  }

  #remove({ metadata }: Pod): void {
    this.#cluster.removePod(metadata?.namespace ?? '', metadata?.name ?? '')
    this.onChange()
  }
}
