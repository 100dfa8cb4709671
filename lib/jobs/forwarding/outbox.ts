import type { PodEvent } from './pod-event-publisher.ts'

/** One thing to say. */
export interface OutboxItem {
  /** What it is about: of two things about the same, the later one is enough, and comes later. */
  readonly key: string
  /** Says how something ended: never dropped for what came later. */
  readonly final: boolean
  /** When it was seen: milliseconds since the epoch. */
  readonly observedAt: number
  /** Makes the event when its turn has come. */
  readonly build: () => PodEvent
}

export interface TakenItem extends OutboxItem {
  readonly event: PodEvent
  readonly attempts: number
}

interface Lane {
  items: (OutboxItem | TakenItem)[]
  /** Held lanes and lanes that something is on its way of wait. */
  held: boolean
  inFlight: boolean
  /** News goes before what is only said again. */
  urgent: boolean
  notBefore: number
}

export interface PutOptions {
  readonly urgent?: boolean
  /** Monotonic milliseconds: not to be taken earlier, so that more of the same can be said in one. */
  readonly notBefore?: number
}

const isTaken = (item: OutboxItem | TakenItem): item is TakenItem => 'event' in item

/**
 * What is still to be said, a lane for each pod and each application: in order within a lane, the later of two replaces
 * the earlier unless that is final. So it is as long as there are pods, not as long as the bus was away.
 */
export class Outbox {
  readonly #capacity: number
  readonly #lanes = new Map<string, Lane>()
  readonly #ready = { urgent: new Set<string>(), again: new Set<string>() }
  readonly #delayed = new Set<string>()
  #size = 0
  #dropped = 0
  #waiting: (() => void)[] = []

  /** @param capacity from how many lanes on those that hold nothing final are dropped, oldest first */
  constructor(capacity = 50_000) {
    this.#capacity = capacity
  }

  /** How many things are to be said. */
  get size(): number {
    return this.#size
  }

  /** True where all is said, and nothing is on its way. */
  get isEmpty(): boolean {
    return this.#lanes.size === 0
  }

  /** How many were dropped for want of room. */
  get dropped(): number {
    return this.#dropped
  }

  put(item: OutboxItem, { urgent = true, notBefore = 0 }: PutOptions = {}): void {
    const lane = this.#lanes.get(item.key) ?? { items: [], held: false, inFlight: false, urgent, notBefore }
    this.#lanes.set(item.key, lane)
    const before = lane.items.length
    lane.items = [...lane.items.filter(({ final }) => final), item]
    // Of several ends the first says how it ended, while nobody had deleted it yet, and the last one all that came later.
    if (lane.items.length > 2) lane.items.splice(1, lane.items.length - 2)
    this.#size += lane.items.length - before
    if (before === 0) lane.notBefore = notBefore
    lane.urgent ||= urgent
    this.#queue(item.key, lane)
    if (this.#lanes.size > this.#capacity) this.#makeRoom()
  }

  /** Nothing of this lane is taken until it is released. */
  hold(key: string): void {
    const lane = this.#lanes.get(key) ?? { items: [], held: false, inFlight: false, urgent: true, notBefore: 0 }
    this.#lanes.set(key, lane)
    lane.held = true
    this.#unqueue(key)
  }

  release(key: string): void {
    const lane = this.#lanes.get(key)
    if (lane === undefined) return
    lane.held = false
    if (lane.items.length === 0 && !lane.inFlight) this.#lanes.delete(key)
    this.#queue(key, lane)
  }

  /** The next things to say, at most one of each lane; each comes back by `done` or `retry`. */
  take(limit: number, now: number): readonly TakenItem[] {
    for (const key of this.#delayed) {
      const lane = this.#lanes.get(key)
      if (lane === undefined || lane.notBefore > now) continue
      lane.notBefore = 0
      this.#queue(key, lane)
    }
    const taken: TakenItem[] = []
    for (const ready of [this.#ready.urgent, this.#ready.again]) {
      for (const key of ready) {
        if (taken.length === limit) return taken
        ready.delete(key)
        const item = this.#takeFrom(key)
        if (item !== undefined) taken.push(item)
      }
    }
    return taken
  }

  done({ key }: TakenItem): void {
    const lane = this.#lanes.get(key)
    if (lane === undefined) return
    lane.inFlight = false
    lane.urgent = lane.items.length > 0
    if (lane.items.length === 0 && !lane.held) this.#lanes.delete(key)
    this.#queue(key, lane)
  }

  /** The item is said again, not before the time given; where something later is to be said, that is enough. */
  retry(item: TakenItem, notBefore: number): void {
    const lane = this.#lanes.get(item.key)
    if (lane === undefined) return
    lane.inFlight = false
    if (item.final || lane.items.length === 0) {
      lane.items.unshift({ ...item, attempts: item.attempts + 1 })
      this.#size++
    }
    lane.notBefore = notBefore
    this.#queue(item.key, lane)
  }

  /** Resolves when there may be something to take. */
  async changed(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#waiting.push(resolve)
    if (this.#ready.urgent.size + this.#ready.again.size > 0) this.#wake()
    return promise
  }

  /** When the first of the delayed becomes due, in monotonic milliseconds. */
  get nextDue(): number {
    let due = Number.POSITIVE_INFINITY
    for (const key of this.#delayed) due = Math.min(due, this.#lanes.get(key)?.notBefore ?? due)
    return due
  }

  #takeFrom(key: string): TakenItem | undefined {
    const lane = this.#lanes.get(key)
    const item = lane?.items.shift()
    if (lane === undefined || item === undefined) return undefined
    this.#size--
    lane.inFlight = true
    return isTaken(item) ? item : { ...item, event: item.build(), attempts: 0 }
  }

  #queue(key: string, lane: Lane): void {
    this.#unqueue(key)
    if (lane.held || lane.inFlight || lane.items.length === 0) return
    if (lane.notBefore > 0) this.#delayed.add(key)
    else (lane.urgent ? this.#ready.urgent : this.#ready.again).add(key)
    this.#wake()
  }

  #unqueue(key: string): void {
    this.#ready.urgent.delete(key)
    this.#ready.again.delete(key)
    this.#delayed.delete(key)
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }

  #makeRoom(): void {
    for (const [key, lane] of this.#lanes) {
      if (lane.inFlight || lane.held || lane.items.some(({ final }) => final)) continue
      this.#size -= lane.items.length
      this.#dropped += lane.items.length
      this.#unqueue(key)
      this.#lanes.delete(key)
      return
    }
  }
}
