import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { POD_EVENT } from '../../../events/pod-event.ts'
import { Outbox, type OutboxItem, type TakenItem } from '../../../lib/jobs/forwarding/outbox.ts'
import { summary } from './pod-events.ts'

const item = (key: string, name: string, final = false): OutboxItem => ({
  key,
  final,
  observedAt: 0,
  build: () => ({ detailType: POD_EVENT.executors, detail: summary({ sparkAppId: name }) }),
})
const nameOf = ({ event }: TakenItem) => ('sparkAppId' in event.detail ? event.detail.sparkAppId : '')
const names = (taken: readonly TakenItem[]) => taken.map(nameOf)

/** All that is still to come, in the order in which it does. */
const drain = (outbox: Outbox): string[] => {
  const all: string[] = []
  for (let taken = outbox.take(10, Infinity); taken.length > 0; taken = outbox.take(10, Infinity)) {
    all.push(...names(taken))
    for (const one of taken) outbox.done(one)
  }
  return all
}

describe('Outbox', () => {
  it('says only the later of two things about the same', () => {
    const outbox = new Outbox()
    for (const name of ['pending', 'running']) outbox.put(item('a', name))
    outbox.put(item('b', 'other'))
    expect(outbox.size).toBe(2)
    expect(drain(outbox)).toEqual(['running', 'other'])
    expect(outbox.isEmpty).toBe(true)
  })

  it('says how something ended, whatever comes after it', () => {
    const outbox = new Outbox()
    outbox.put(item('a', 'running'))
    outbox.put(item('a', 'failed', true))
    outbox.put(item('a', 'deleted', true))
    expect(drain(outbox)).toEqual(['failed', 'deleted'])
    for (const name of ['ended', 'failed', 'to be deleted', 'deleted']) outbox.put(item('a', name, true))
    expect(drain(outbox)).toEqual(['ended', 'deleted'])
  })

  it('gives one thing of a lane at a time, and the next when that is done', () => {
    const outbox = new Outbox()
    outbox.put(item('a', 'first', true))
    outbox.put(item('a', 'second', true))
    const [first] = outbox.take(10, 0)
    expect(outbox.take(10, 0)).toEqual([])
    if (first !== undefined) outbox.done(first)
    expect(names(outbox.take(10, 0))).toEqual(['second'])
  })

  it('gives news before what is only said again', () => {
    const outbox = new Outbox()
    outbox.put(item('a', 'again'), { urgent: false })
    outbox.put(item('b', 'news'))
    outbox.put(item('c', 'again and then news'), { urgent: false })
    outbox.put(item('c', 'news after all'))
    expect(names(outbox.take(10, 0))).toEqual(['news', 'news after all', 'again'])
  })

  it('keeps a lane back while it is held, or its time has not come', () => {
    const outbox = new Outbox()
    outbox.hold('a')
    outbox.put(item('a', 'held'))
    outbox.put(item('b', 'later'), { notBefore: 100 })
    expect(outbox.take(10, 99)).toEqual([])
    expect(outbox.nextDue).toBe(100)
    outbox.release('a')
    expect(names(outbox.take(10, 100)).sort()).toEqual(['held', 'later'])
  })

  it('takes back what was refused, unless something later is to be said', () => {
    const outbox = new Outbox()
    outbox.put(item('a', 'old'))
    outbox.put(item('b', 'ended', true))
    const taken = outbox.take(10, 0)
    outbox.put(item('a', 'new'))
    outbox.put(item('b', 'deleted', true))
    for (const one of taken) outbox.retry(one, 50)
    expect(outbox.take(10, 49)).toEqual([])
    expect(drain(outbox)).toEqual(['new', 'ended', 'deleted'])
  })

  it('makes an event when its turn comes, and keeps it for another attempt', () => {
    const outbox = new Outbox()
    let built = 0
    const build = () => ({ detailType: POD_EVENT.executors, detail: summary({ running: ++built }) })
    outbox.put({ key: 'a', final: false, observedAt: 0, build })
    expect(built).toBe(0)
    const [first] = outbox.take(1, 0)
    if (first !== undefined) outbox.retry(first, 0)
    const [second] = outbox.take(1, 0)
    expect(second).toMatchObject({ attempts: 1, event: { detail: { running: 1 } } })
  })

  it('drops the oldest that is no end where there is no room', () => {
    const outbox = new Outbox(2)
    outbox.put(item('a', 'ended', true))
    outbox.put(item('b', 'oldest'))
    outbox.put(item('c', 'newer'))
    expect(outbox.dropped).toBe(1)
    expect(drain(outbox)).toEqual(['ended', 'newer'])
  })

  it('wakes who waits for something to say', async () => {
    const outbox = new Outbox()
    const woken = outbox.changed()
    outbox.put(item('a', 'news'))
    await woken
    await outbox.changed()
    expect(outbox.size).toBe(1)
  })

  it('holds 10,000 pods that change all the time in one thing each', () => {
    const outbox = new Outbox()
    for (let round = 0; round < 5; round++) {
      for (let pod = 0; pod < 10_000; pod++) outbox.put(item(`pod ${pod}`, `round ${round}`))
    }
    expect(outbox.size).toBe(10_000)
    expect(new Set(drain(outbox))).toEqual(new Set(['round 4']))
  })

  it('says things in order, never two of a lane at once, and the last word on everything in the end', () => {
    const key = fc.constantFrom('a', 'b', 'c')
    const action = fc.oneof(
      fc.record({ do: fc.constant('put' as const), key, final: fc.boolean() }),
      fc.record({ do: fc.constant('take' as const), limit: fc.integer({ min: 1, max: 3 }) }),
      fc.record({ do: fc.constant('done' as const) }),
      fc.record({ do: fc.constant('retry' as const) }),
      fc.record({ do: fc.constantFrom('hold' as const, 'release' as const), key }),
    )
    fc.assert(
      fc.property(fc.array(action, { maxLength: 80 }), (actions) => {
        const outbox = new Outbox()
        const said: string[] = []
        const last = new Map<string, string>()
        let underWay: TakenItem[] = []
        for (const [index, step] of actions.entries()) {
          const first = underWay[0]
          if (step.do === 'put') {
            const name = `${step.key}${String(index).padStart(3, '0')}`
            outbox.put(item(step.key, name, step.final))
            last.set(step.key, name)
          } else if (step.do === 'take') {
            underWay.push(...outbox.take(step.limit, Infinity))
            expect(new Set(underWay.map((one) => one.key)).size).toBe(underWay.length)
          } else if (step.do === 'hold') outbox.hold(step.key)
          else if (step.do === 'release') outbox.release(step.key)
          else if (first !== undefined) {
            underWay = underWay.slice(1)
            if (step.do === 'retry') outbox.retry(first, 1)
            else {
              said.push(nameOf(first))
              outbox.done(first)
            }
          }
        }
        for (const one of underWay) outbox.retry(one, 0)
        for (const held of ['a', 'b', 'c']) outbox.release(held)
        said.push(...drain(outbox))
        for (const [of, name] of last) {
          const about = said.filter((one) => one.startsWith(of))
          expect(about).toEqual(about.toSorted())
          expect(about.at(-1)).toBe(name)
        }
        expect(outbox.isEmpty).toBe(true)
        expect(outbox.size).toBe(0)
      }),
      { numRuns: 500 },
    )
  })
})
