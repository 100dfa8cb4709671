import type { SQSRecord } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { lastDelivery, originalId } from '../../functions/runtime/last-delivery.ts'

const record = (receives: number, messageAttributes: SQSRecord['messageAttributes'] = {}): SQSRecord =>
  ({ messageId: 'm2', attributes: { ApproximateReceiveCount: String(receives) }, messageAttributes }) as SQSRecord

const text = (stringValue: string) => ({ stringValue, dataType: 'String' })

describe('the last delivery of a message', () => {
  const { isLast } = lastDelivery({ DEAD_LETTERS_URL: 'https://sqs/dead', MAX_RECEIVES: '5' })

  it.each([
    [1, false],
    [4, false],
    [5, true],
    [6, true],
  ])('is known by how often it was received: %i times, %s', (receives, expected) => {
    expect(isLast(record(receives))).toBe(expected)
  })

  it.each([
    [{ DEAD_LETTERS_URL: 'https://sqs/dead' }, 'MAX_RECEIVES'],
    [{ MAX_RECEIVES: '5' }, 'DEAD_LETTERS_URL'],
    [{ DEAD_LETTERS_URL: 'https://sqs/dead', MAX_RECEIVES: 'five' }, 'MAX_RECEIVES'],
  ])('cannot be known from %j, which is said at once', (environment, variable) => {
    expect(() => lastDelivery(environment)).toThrow(variable)
  })
})

describe('a message', () => {
  it('is called what the queue calls it, or what it was called when it first came', () => {
    expect(originalId(record(1))).toBe('m2')
    expect(originalId(record(1, { 'sparkdrop.message-id': text('m1') }))).toBe('m1')
  })
})
