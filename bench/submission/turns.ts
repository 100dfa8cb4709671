import { median } from '../machine/statistics.ts'
import type { Stretch } from './load.ts'

/** Does one stretch of a way's work. */
export type Way = () => Promise<Stretch>

export interface Turns<W extends string> {
  readonly base: readonly Stretch[]
  readonly ways: Readonly<Record<W, readonly Stretch[]>>
}

const rate = ({ wallMs, latenciesMs }: Stretch): number => latenciesMs.length / wallMs

/**
 * One turn: each way once, with a stretch of the base before and after it, so that each is compared with what the
 * machine did at the same time.
 */
export const takeTurn = async <W extends string>(base: Way, ways: Readonly<Record<W, Way>>): Promise<Turns<W>> => {
  const stretches = [await base()]
  const done = {} as Record<W, Stretch[]>
  for (const [name, way] of Object.entries<Way>(ways)) {
    done[name as W] = [await way()]
    stretches.push(await base())
  }
  return { base: stretches, ways: done }
}

/** A way's rate as a share of the base's: of each turn the one by the mean of the two around it, and the median of those. */
export const shareOfBase = <W extends string>(turns: readonly Turns<W>[], way: W): number =>
  median(
    turns.map(({ base, ways }) => {
      const at = Object.keys(ways).indexOf(way)
      const [own] = ways[way]
      const [before, after] = base.slice(at)
      if (!own || !before || !after) throw new RangeError(`a turn without ${way}`)
      return (2 * rate(own)) / (rate(before) + rate(after))
    }),
  )
