import { describe, expect, it } from 'vitest'
import type { Stretch } from '../../../bench/submission/load.ts'
import { baseOf, shareOfBase, takeTurns } from '../../../bench/submission/turns.ts'

const stretch = (wallMs: number): Stretch => ({ wallMs, cpuMs: 1, latenciesMs: [1, 1] })

describe('ways that take turns', () => {
  it('go between stretches of the base, one of which ends a turn and begins the next', async () => {
    const order: string[] = []
    const way = (name: string) => async () => {
      order.push(name)
      return stretch(1)
    }
    const turns = await takeTurns(way('base'), { a: way('a'), b: way('b') }, 2)
    expect(order).toEqual(['base', 'a', 'base', 'b', 'base', 'a', 'base', 'b', 'base'])
    expect(turns.map(({ base }) => base.length)).toEqual([3, 3])
    expect(baseOf(turns)).toHaveLength(5)
  })

  it('are compared with the base around them, whatever other turns were like', () => {
    const turn = (slower: number) => ({
      base: [stretch(100 * slower), stretch(100 * slower), stretch(100 * slower)],
      ways: { a: stretch(125 * slower), b: stretch(200 * slower) },
    })
    const turns = [turn(1), turn(7), turn(2)]
    expect(shareOfBase(turns, 'a')).toBeCloseTo(0.8)
    expect(shareOfBase(turns, 'b')).toBeCloseTo(0.5)
  })
})
