import { describe, expect, it } from 'vitest'
import { InvalidJobError } from '../../lib/errors/sparkdrop-error.ts'
import type { ObjectStore } from '../../lib/ports/object-store.ts'
import { etagOf } from '../fakes/in-memory-object-store.ts'

/** An object store to test, and the means to put things into it: the port itself has none. */
export interface ObjectStoreUnderTest {
  readonly store: ObjectStore
  readonly bucket: string
  /** Puts an object and gives its version. */
  put(key: string, content: string, metadata?: Record<string, string>): Promise<string>
}

const KEYS = ['plain.jar', 'a b+c&d=e?f#g.jar', 'ünï/cødé 日本.jar', `long/${'k'.repeat(900)}.jar`]

/** What every object store has to do. */
export const objectStoreContract = (name: string, open: () => ObjectStoreUnderTest): void => {
  describe(`the object store ${name}`, () => {
    it.each(KEYS)('reads and copies an object under the key %s', async (key) => {
      const { store, bucket, put } = open()
      await put(key, 'content')
      await store.copy({ bucket, key }, { bucket, key: `copies/${key}` })
      expect(await store.readText({ bucket, key: `copies/${key}` }, 100)).toBe('content')
      expect(await store.head({ bucket, key })).toMatchObject({ size: 7, etag: etagOf('content') })
    })

    it('gives the metadata that an object was put with', async () => {
      const { store, bucket, put } = open()
      await put('meta.jar', 'x', { 'spark-class': 'com.example.Main' })
      expect((await store.head({ bucket, key: 'meta.jar' }))?.metadata).toEqual({ 'spark-class': 'com.example.Main' })
    })

    it('reads a range, both ends included, and what there is of one that goes beyond the end', async () => {
      const { store, bucket, put } = open()
      await put('range.jar', '0123456789')
      const ref = { bucket, key: 'range.jar' }
      expect(Buffer.from(await store.readRange(ref, 2, 4)).toString()).toBe('234')
      expect(Buffer.from(await store.readRange(ref, 8, 20)).toString()).toBe('89')
    })

    it('reads and copies the version that is meant, though a newer one is there', async () => {
      const { store, bucket, put } = open()
      const versionId = await put('versions.jar', 'the first')
      await put('versions.jar', 'the second one')
      const first = { bucket, key: 'versions.jar', versionId }
      expect((await store.head(first))?.size).toBe(9)
      expect(Buffer.from(await store.readRange(first, 4, 8)).toString()).toBe('first')
      await store.copy(first, { bucket, key: 'versions-copy.jar' })
      expect(await store.readText({ bucket, key: 'versions-copy.jar' }, 100)).toBe('the first')
    })

    it('knows nothing of an object that is not there', async () => {
      const { store, bucket } = open()
      const ref = { bucket, key: 'none.jar' }
      expect(await store.head(ref)).toBeUndefined()
      expect(await store.readText(ref, 100)).toBeUndefined()
      await expect(store.copy(ref, { bucket, key: 'copy.jar' })).rejects.toThrow(InvalidJobError)
    })

    it('refuses a text that is longer than it may be', async () => {
      const { store, bucket, put } = open()
      await put('long.yaml', 'x'.repeat(101))
      await expect(store.readText({ bucket, key: 'long.yaml' }, 100)).rejects.toThrow(InvalidJobError)
    })

    it('lists one level, in keys and prefixes', async () => {
      const { store, bucket, put } = open()
      for (const key of ['level/a.jar', 'level/b+ c.jar', 'level/x/1', 'level/x/2', 'level/y z/3', 'levels'])
        await put(key, 'x')
      const level = await store.listLevel(bucket, 'level/')
      expect([...level.keys].sort()).toEqual(['level/a.jar', 'level/b+ c.jar'])
      expect([...level.prefixes].sort()).toEqual(['level/x/', 'level/y z/'])
      expect(await store.listLevel(bucket, 'level/b')).toEqual({ keys: ['level/b+ c.jar'], prefixes: [] })
      expect(await store.listLevel(bucket, 'none/')).toEqual({ keys: [], prefixes: [] })
    })

    it('lists what is below a prefix, and deletes it, once and again', async () => {
      const { store, bucket, put } = open()
      const keys = ['below/1 a', 'below/2+b']
      for (const key of [...keys, 'beside']) await put(key, 'x')
      expect([...(await store.list(bucket, 'below/'))].sort()).toEqual(keys)
      await store.deleteAll(bucket, keys)
      await store.deleteAll(bucket, keys)
      expect(await store.list(bucket, 'below/')).toEqual([])
      expect(await store.list(bucket, 'beside')).toEqual(['beside'])
    })
  })
}
