import { median } from '../machine/statistics.ts'
import type { Stretch } from './load.ts'

/** Does one stretch of a way's work. */
export type Way = () => Promise<Stretch>

/** Each way once, with a stretch of the base before the first and after each. */
export interface Turn<W extends string> {
  readonly base: readonly Stretch[]
  readonly ways: Readonly<Record<W, Stretch>>
}

const rate = ({ wallMs, latenciesMs }: Stretch): number => latenciesMs.length / wallMs

/**
 * So many turns, so that each stretch of a way is compared with what the machine did just before and after. The last
 * stretch of the base in a turn is the first of the next.
 */
export const takeTurns = async <W extends string>(
  base: Way,
  ways: Readonly<Record<W, Way>>,
  times: number,
): Promise<readonly Turn<W>[]> => {
  const turns: Turn<W>[] = []
  let last = await base()
  for (let turn = 0; turn < times; turn++) {
    const bases = [last]
    const done = {} as Record<W, Stretch>
    for (const [name, way] of Object.entries<Way>(ways)) {
      done[name as W] = await way()
      last = await base()
      bases.push(last)
    }
    turns.push({ base: bases, ways: done })
  }
  return turns
}

/** The stretches of the base, each once. */
export const baseOf = (turns: readonly Turn<string>[]): readonly Stretch[] => [
  ...new Set(turns.flatMap(({ base }) => base)),
]

/** A way's rate as a share of the base's: of each turn the one by the mean of the two around it, and the median of those. */
export const shareOfBase = <W extends string>(turns: readonly Turn<W>[], way: W): number =>
  median(
    turns.map(({ base, ways }) => {
      const [before, after] = base.slice(Object.keys(ways).indexOf(way))
      if (!before || !after) throw new RangeError(`a turn without ${way}`)
      return (2 * rate(ways[way])) / (rate(before) + rate(after))
    }),
  )
