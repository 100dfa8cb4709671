import { describe, expect, it } from 'vitest'
import type { ReceiptStore } from '../../lib/jobs/receipts/receipt-store.ts'

export interface ReceiptStoreUnderTest {
  readonly store: ReceiptStore
  readonly bucket: string
}

const KEYS = ['team-a/pi.jar.sparkdrop.json', 'team-a/a b+c%20d/größe 日本.py.sparkdrop.json']

/** What every store of receipts has to do. */
export const receiptStoreContract = (name: string, open: () => ReceiptStoreUnderTest): void => {
  describe(`the store of receipts ${name}`, () => {
    it.each(KEYS)('holds the receipt %s from its first writing on, changed by who read it last', async (key) => {
      const { store, bucket } = open()
      const ref = { bucket, key }
      expect(await store.read(ref)).toBeUndefined()
      expect(await store.write(ref, 'one', undefined)).toBe(true)
      const first = await store.read(ref)
      expect(first?.text).toBe('one')
      expect(await store.write(ref, 'two', first?.tag)).toBe(true)
      expect((await store.read(ref))?.text).toBe('two')
    })

    it('lets nobody write over what he has not read', async () => {
      const { store, bucket } = open()
      const ref = { bucket, key: 'contended.sparkdrop.json' }
      await store.write(ref, 'one', undefined)
      const first = await store.read(ref)
      expect(await store.write(ref, 'another first', undefined)).toBe(false)
      await store.write(ref, 'two', first?.tag)
      expect(await store.write(ref, 'late', first?.tag)).toBe(false)
      expect((await store.read(ref))?.text).toBe('two')
    })

    it('takes a tag of what is gone for one that no longer holds', async () => {
      const { store, bucket } = open()
      expect(await store.write({ bucket, key: 'none.sparkdrop.json' }, 'late', '"0123"')).toBe(false)
    })
  })
}
