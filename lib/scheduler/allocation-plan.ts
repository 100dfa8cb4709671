import type { StageCounts } from './executor-ledger.ts'
import type { AllocationSettings } from './scheduler-settings.ts'

/** What Spark asks for of one profile, and what there is. */
export interface Demand {
  readonly profileId: number
  readonly target: number
  readonly counts: StageCounts
}

/** A round of creations, where they go by rounds: how many it may still begin, by profile. */
export interface Round {
  readonly startedAt: number
  readonly left: ReadonlyMap<number, number>
}

export interface PlanInput {
  readonly demands: readonly Demand[]
  readonly settings: AllocationSettings
  /** How many creations may be sent now. */
  readonly slots: number
  /** The id that the next executor gets. */
  readonly nextId: number
  readonly round?: Round
  /** Milliseconds on the monotonic clock. */
  readonly now: number
}

export interface Plan {
  /** How many executors to begin now, by profile. */
  readonly begin: ReadonlyMap<number, number>
  readonly round?: Round
  /** When the next round may begin, where executors are missing that this one does not bring. */
  readonly nextRoundAt?: number
}

const notRunning = ({ counts }: Demand): number => counts.creating + counts.pending

const missing = (demand: Demand): number => Math.max(0, demand.target - demand.counts.running - notRunning(demand))

/** Shares of `slots` for so many consumers, as even as can be, the first ones having one more. */
export const splitSlots = (consumers: number, slots: number): readonly number[] =>
  Array.from({ length: consumers }, (_, index) => Math.floor(slots / consumers) + (index < slots % consumers ? 1 : 0))

/** How many executors of each profile may come, whatever the time: what is missing, within the limits for pending pods. */
function wanted({ demands, settings }: PlanInput): ReadonlyMap<number, number> {
  const lacking = demands.filter((demand) => missing(demand) > 0).toSorted((a, b) => a.profileId - b.profileId)
  const pending = demands.reduce((sum, demand) => sum + notRunning(demand), 0)
  const shares = splitSlots(lacking.length, Math.max(0, settings.maxPendingPods - pending))
  return new Map(
    lacking.map((demand, index) => [
      demand.profileId,
      Math.max(
        0,
        Math.min(missing(demand), shares[index] ?? 0, settings.maxPendingPodsPerProfile - notRunning(demand)),
      ),
    ]),
  )
}

const total = (numbers: ReadonlyMap<number, number>): number => Array.from(numbers.values()).reduce((a, b) => a + b, 0)

/** The slots of this moment for those who lack most, and no more ids than there are. */
function sendable(wants: ReadonlyMap<number, number>, slots: number): ReadonlyMap<number, number> {
  const lacking = [...wants].filter(([, number]) => number > 0).toSorted(([, a], [, b]) => b - a)
  const begin = new Map<number, number>()
  let left = slots
  for (const [index, [profileId, number]] of lacking.entries()) {
    const share = Math.min(number, Math.ceil(left / (lacking.length - index)))
    if (share > 0) begin.set(profileId, share)
    left -= share
  }
  return begin
}

/**
 * How many executors to begin now: never more than are missing, counting every executor that may exist. Follows
 * ExecutorPodsAllocator.onNewSnapshots in what limits them, but waits neither for pods to be seen nor, unless the size
 * or the delay of a batch is set, for time to pass.
 */
export function planCreations(input: PlanInput): Plan {
  const { settings, slots, nextId, now } = input
  const wants = wanted(input)
  const free = Math.max(0, Math.min(slots, settings.maximumId - nextId))
  const { batchDelay, batchSize = Number.POSITIVE_INFINITY } = settings
  if (batchDelay === undefined) return { begin: sendable(wants, free) }
  const last = input.round
  if (last === undefined && total(wants) === 0) return { begin: new Map() }
  const due = last === undefined || now >= last.startedAt + batchDelay
  const round: Round =
    due && total(wants) > 0
      ? { startedAt: now, left: new Map([...wants].map(([id, number]) => [id, Math.min(number, batchSize)])) }
      : (last ?? { startedAt: now, left: new Map() })
  const within = new Map([...wants].map(([id, number]) => [id, Math.min(number, round.left.get(id) ?? 0)]))
  const begin = sendable(within, free)
  const left = new Map([...round.left].map(([id, number]) => [id, number - (begin.get(id) ?? 0)]))
  return {
    begin,
    round: { startedAt: round.startedAt, left },
    ...(total(wants) > total(begin) ? { nextRoundAt: round.startedAt + batchDelay } : {}),
  }
}
