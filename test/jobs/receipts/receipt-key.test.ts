import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isReceiptKey, receiptKey } from '../../../lib/jobs/receipts/receipt-key.ts'
import { isCompanion } from '../../../lib/jobs/uploads/upload-key.ts'

const key = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 1024 })
  .map((text) => `team-a/${text}`)
  .filter((text) => Buffer.byteLength(text) <= 1024)
const longKey = fc
  .tuple(fc.constantFrom('k', 'ü', '日', '👩🏽‍🚀'), fc.integer({ min: 1005, max: 1024 }))
  .map(([character, bytes]) => {
    const text = `team-a/${character.repeat(Math.floor((bytes - 7) / Buffer.byteLength(character)))}`
    return text.padEnd(text.length + bytes - Buffer.byteLength(text), 'x')
  })

describe('the key of a receipt', () => {
  it('is the upload’s with an ending', () => {
    expect(receiptKey('team-a/a b+ü.jar')).toBe('team-a/a b+ü.jar.sparkdrop.json')
    expect(receiptKey('k'.repeat(1009))).toBe(`${'k'.repeat(1009)}.sparkdrop.json`)
  })

  it('that would be too long is cut, and still tells one upload from another', () => {
    const [one, two] = [`team-a/${'k'.repeat(1013)}.jar`, `team-a/${'k'.repeat(1014)}.py`]
    expect(Buffer.byteLength(receiptKey(one))).toBeLessThanOrEqual(1024)
    expect(receiptKey(one)).toMatch(/^team-a\/k{900,}~[0-9a-f]{16}\.sparkdrop\.json$/)
    expect(receiptKey(one)).not.toBe(receiptKey(two))
  })

  it('is one that S3 takes and that makes no job, whatever the upload’s is', () => {
    fc.assert(
      fc.property(fc.oneof(key, longKey), (upload) => {
        const receipt = receiptKey(upload)
        expect(Buffer.byteLength(receipt)).toBeLessThanOrEqual(1024)
        expect(receipt.isWellFormed()).toBe(true)
        expect(receipt.startsWith('team-a/')).toBe(true)
        expect(isReceiptKey(receipt) && isCompanion(receipt)).toBe(true)
      }),
    )
  })
})
