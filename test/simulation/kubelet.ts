import { LABELS } from '../../events/pod-event.ts'
import { isGated } from '../../lib/jobs/submit/driver-gate.ts'
import { confMapName } from '../../lib/jobs/submit/driver-objects.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import type { InMemoryCluster } from '../fakes/in-memory-cluster.ts'
import type { Agenda } from './agenda.ts'
import type { Chance } from './chance.ts'
import type { Chronicle } from './chronicle.ts'
import type { Faults } from './faults.ts'
import { rightTime } from './process.ts'

/** How long it takes a kubelet to notice something. */
const NOTICES_AFTER_MS = 1_000
const LONGEST_WAIT_MS = 20_000
const LONGEST_RUN_MS = 300_000
/** Of a hundred pods: those that fail, those that vanish, and of these those that somebody deletes, so that a node tells. */
const FAILING = 25
const VANISHING = 5
const DELETED = 50

/** A driver that ran. */
export interface Run {
  readonly uid: string
  /** Job and attempt. */
  readonly of: string
}

export interface KubeletTools {
  readonly agenda: Agenda
  readonly chance: Chance
  readonly faults: Faults
  readonly chronicle: Chronicle
  readonly cluster: InMemoryCluster
}

const isExecutor = ({ metadata }: Pod): boolean => metadata?.labels?.['spark-role'] === 'executor'

const containerOf = (pod: Pod): string => (isExecutor(pod) ? 'spark-kubernetes-executor' : 'spark-kubernetes-driver')

const ownerOf = ({ metadata }: Pod): string | undefined => metadata?.ownerReferences?.[0]?.uid

/** Nodes that start every pod whose configmap is there, end it some time later, and lose one now and then. */
export class Kubelet {
  readonly runs: Run[] = []
  /** The pods of which it was said that their containers were stopped. */
  readonly stopped = new Set<string>()
  /** Called when a driver runs, with a signal that aborts when it no longer does. */
  onDriver: (pod: Pod, ended: AbortSignal) => void = () => {}
  readonly #tools: KubeletTools
  readonly #begun = new Set<string>()
  /** How often a pod of this name was started. */
  readonly #starts = new Map<string, number>()
  readonly #running = new Map<string, AbortController>()
  readonly #changedAt = new Map<string, number>()
  #isDue = false

  constructor(tools: KubeletTools) {
    this.#tools = tools
  }

  /** How long the pod has been as it is, in milliseconds. */
  sameFor(uid: string): number {
    return this.#tools.agenda.now - (this.#changedAt.get(uid) ?? 0)
  }

  /** Something was created or deleted. */
  notice(): void {
    if (this.#isDue) return
    this.#isDue = true
    this.#tools.agenda.after(NOTICES_AFTER_MS, () => {
      this.#isDue = false
      this.#look()
    })
  }

  #look(): void {
    const maps = new Set<string | undefined>()
    for (const { kind, metadata } of this.#tools.cluster.shownObjects)
      if (kind === 'ConfigMap') maps.add(metadata?.name)
    for (const pod of [...this.#tools.cluster.shownPods]) {
      const { uid = '', deletionTimestamp } = pod.metadata ?? {}
      if (deletionTimestamp) this.#end(pod)
      else if (!this.#begun.has(uid) && !isGated(pod) && (isExecutor(pod) || maps.has(confMapName(pod))))
        this.#begin(pod)
    }
  }

  #begin({ metadata = {} }: Pod): void {
    const { uid = '', name = '' } = metadata
    this.#begun.add(uid)
    const number = (this.#starts.get(name) ?? 0) + 1
    this.#starts.set(name, number)
    const chance = this.#tools.chance.of(`pod ${name}, start ${number}`)
    this.#tools.agenda.after(chance.between(0, LONGEST_WAIT_MS), () => this.#run(uid, chance))
  }

  #run(uid: string, chance: Chance): void {
    const pod = this.#find(uid)
    if (!pod || pod.metadata?.deletionTimestamp) return
    const { name = '', labels = {} } = pod.metadata ?? {}
    this.#change(pod, 'Running', { running: {} })
    const lasts = chance.between(0, LONGEST_RUN_MS)
    const exitCode = chance.percent(FAILING) ? chance.pick([1, 137, 143]) : 0
    const vanishes = this.#tools.faults.strike(chance.percent(VANISHING), () => `pod ${name}: vanishes`)
    const isDeleted = chance.percent(DELETED)
    if (!isExecutor(pod)) this.#driverRuns(pod, `${labels[LABELS.jobId]}/${labels[LABELS.attempt]}`)
    this.#tools.agenda.after(lasts, () => {
      const found = this.#find(uid)
      if (found && vanishes) this.#vanish(found, isDeleted)
      else if (found?.status?.phase === 'Running')
        this.#change(found, exitCode === 0 ? 'Succeeded' : 'Failed', { terminated: { exitCode } })
    })
  }

  #driverRuns(pod: Pod, of: string): void {
    const uid = pod.metadata?.uid ?? ''
    this.runs.push({ uid, of })
    const ended = new AbortController()
    this.#running.set(uid, ended)
    this.onDriver(pod, ended.signal)
  }

  /** The pod goes at once. Where it was deleted its node notices, and says that it stops it, when it is gone. */
  #vanish(pod: Pod, isDeleted: boolean): void {
    this.#remove(pod)
    if (isDeleted) this.#tools.agenda.after(NOTICES_AFTER_MS, () => this.#tellOfStop(pod))
  }

  #tellOfStop(pod: Pod): void {
    const { namespace = '', name = '', uid = '' } = pod.metadata ?? {}
    const container = containerOf(pod)
    const at = new Date(rightTime(this.#tools.agenda)).toISOString().replace(/\.\d+Z$/, 'Z')
    this.stopped.add(uid)
    this.#tools.chronicle.note(() => `${name}, ${uid}: its node says that it stops it`)
    this.#tools.cluster.tell({
      metadata: { namespace, name: `${name}.killing` },
      involvedObject: { kind: 'Pod', namespace, name, uid, fieldPath: `spec.containers{${container}}` },
      reason: 'Killing',
      message: `Stopping container ${container}`,
      type: 'Normal',
      firstTimestamp: at,
      lastTimestamp: at,
    })
  }

  /** Executors whose driver is gone end by themselves. */
  #driverEnded(uid: string): void {
    this.#running.get(uid)?.abort()
    if (!this.#running.delete(uid)) return
    this.#tools.agenda.after(NOTICES_AFTER_MS, () => {
      const left = [...this.#tools.cluster.shownPods].filter((pod) => isExecutor(pod) && ownerOf(pod) === uid)
      for (const pod of left)
        if (pod.status?.phase === 'Running') this.#change(pod, 'Failed', { terminated: { exitCode: 1 } })
    })
  }

  #end(pod: Pod): void {
    if (pod.status?.phase === 'Running') {
      this.#tellOfStop(pod)
      this.#change(pod, 'Failed', { terminated: { exitCode: 143 } })
    }
    this.#tools.agenda.after(NOTICES_AFTER_MS, () => {
      const found = this.#find(pod.metadata?.uid ?? '')
      if (found) this.#remove(found)
    })
  }

  #find(uid: string): Pod | undefined {
    for (const pod of this.#tools.cluster.shownPods) if (pod.metadata?.uid === uid) return pod
    return undefined
  }

  #change(pod: Pod, phase: string, state: object): void {
    const { namespace = '', name = '', uid = '' } = pod.metadata ?? {}
    const container = containerOf(pod)
    this.#tools.chronicle.note(() => `${name}, ${uid}: ${phase}`)
    this.#tools.cluster.updatePod(namespace, name, (changed) => {
      changed.spec = { containers: [], ...changed.spec, nodeName: 'node-1' }
      Object.assign(changed, { status: { phase, containerStatuses: [{ name: container, state }] } })
    })
    this.#changedAt.set(uid, this.#tools.agenda.now)
    if (phase !== 'Running') this.#driverEnded(uid)
  }

  #remove({ metadata }: Pod): void {
    const { namespace = '', name = '', uid = '' } = metadata ?? {}
    this.#tools.cluster.removePod(namespace, name)
    this.#driverEnded(uid)
  }
}
