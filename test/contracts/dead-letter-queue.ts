import { describe, expect, it } from 'vitest'
import type { DeadLetterQueue, HeldMessage, QueueMessage } from '../../lib/jobs/dead-letters/dead-letter-queue.ts'

export interface DeadLettersUnderTest {
  readonly queue: DeadLetterQueue
  /** Puts a message among the dead letters. */
  put(message: QueueMessage): Promise<unknown>
  /** What is on the queue that they come from. */
  resent(): Promise<readonly QueueMessage[]>
}

/** All that can be had now, with how often was asked. */
const receiveAll = async (queue: DeadLetterQueue): Promise<readonly HeldMessage[]> => {
  const all: HeldMessage[] = []
  for (;;) {
    const batch = await queue.receive(30)
    if (batch.length === 0) return all
    all.push(...batch)
  }
}

const bodies = (messages: readonly QueueMessage[]): readonly string[] => messages.map(({ body }) => body).sort()

export const deadLetterQueueContract = (name: string, start: () => Promise<DeadLettersUnderTest>): void => {
  describe(`dead letters ${name}`, () => {
    it('are received with body and attributes, each once while it is held', async () => {
      const { queue, put } = await start()
      await put({ body: '{"a":"ü"}', attributes: { 'sparkdrop.reason': 'it is dead\nfor ever', other: '1' } })
      for (let i = 0; i < 12; i++) await put({ body: `b${i}`, attributes: {} })
      const held = await receiveAll(queue)
      expect(held).toHaveLength(13)
      expect(new Set(held.map(({ messageId }) => messageId)).size).toBe(13)
      const [first] = held.filter(({ body }) => body === '{"a":"ü"}')
      expect(first?.attributes).toEqual({ 'sparkdrop.reason': 'it is dead\nfor ever', other: '1' })
      expect(first?.sentAt).toBeGreaterThan(Date.UTC(2020, 0, 1))
      expect(await queue.receive(30)).toEqual([])
    })

    it('are there again once they are let go', async () => {
      const { queue, put } = await start()
      for (const body of ['a', 'b', 'c']) await put({ body, attributes: {} })
      const held = await receiveAll(queue)
      await queue.release(held.filter(({ body }) => body !== 'b'))
      const again = await receiveAll(queue)
      expect(bodies(again)).toEqual(['a', 'c'])
      expect(new Set(again.map(({ messageId }) => messageId))).not.toContain(
        held.find(({ body }) => body === 'b')?.messageId,
      )
    })

    it('are gone once they are removed, also when that is asked twice', async () => {
      const { queue, put } = await start()
      for (const body of ['a', 'b']) await put({ body, attributes: {} })
      const held = await receiveAll(queue)
      for (const message of held.filter(({ body }) => body === 'a')) {
        await queue.remove(message)
        await queue.remove(message)
      }
      await queue.release(held.filter(({ body }) => body === 'b'))
      expect(bodies(await receiveAll(queue))).toEqual(['b'])
    })

    it('are sent again to where they came from, and stay until they are removed', async () => {
      const { queue, put, resent } = await start()
      await put({ body: 'a', attributes: {} })
      const held = await receiveAll(queue)
      await queue.resend({ body: 'a', attributes: { 'sparkdrop.message-id': 'm1' } })
      expect(await resent()).toEqual([{ body: 'a', attributes: { 'sparkdrop.message-id': 'm1' } }])
      await queue.release(held)
      expect(bodies(await receiveAll(queue))).toEqual(['a'])
    })

    it('may be let go where there are none', async () => {
      const { queue } = await start()
      await queue.release([])
      expect(await queue.receive(30)).toEqual([])
    })
  })
}
