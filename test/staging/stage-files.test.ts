import { describe, expect, it } from 'vitest'
import { InvalidJobError, TransientError } from '../../lib/errors/sparkdrop-error.ts'
import type { ObjectRef } from '../../lib/ports/object-store.ts'
import { planStaging } from '../../lib/staging/plan-staging.ts'
import { stageFiles, unstageFiles } from '../../lib/staging/stage-files.ts'
import { InMemoryObjectStore } from '../fakes/in-memory-object-store.ts'

/** A store whose copies end when they are told to. */
class SlowObjectStore extends InMemoryObjectStore {
  readonly pending = new Map<string, PromiseWithResolvers<undefined>>()

  override async copy(from: ObjectRef, to: ObjectRef): Promise<void> {
    const end = Promise.withResolvers<undefined>()
    this.pending.set(from.key, end)
    await end.promise
    await super.copy(from, to)
  }
}

const files = (...names: string[]) =>
  planStaging(
    names.map((name) => ({ uri: `s3a://drop/${name}` })),
    's3a://staging/up',
    'seed',
  )

const store = () => {
  const objects = new SlowObjectStore()
  for (const key of ['a', 'b', 'c']) objects.put({ bucket: 'drop', key }, key)
  return objects
}

describe('staging files', () => {
  it('ends when the last copy has, so that all can be taken back where one failed', async () => {
    const objects = store()
    const planned = files('a', 'b', 'c')
    const staged = stageFiles(objects, planned).catch((error: unknown) => error)
    objects.pending.get('a')?.reject(new InvalidJobError('OBJECT_FORBIDDEN', 'no'))
    objects.pending.get('b')?.resolve(undefined)
    objects.pending.get('c')?.resolve(undefined)
    expect(await staged).toMatchObject({ code: 'OBJECT_FORBIDDEN' })
    expect(await objects.list('staging', 'up/')).toHaveLength(2)
    await unstageFiles(objects, planned)
    expect(await objects.list('staging', 'up/')).toEqual([])
  })

  it('tells of what will not pass before what may', async () => {
    const objects = store()
    const staged = stageFiles(objects, files('a', 'b')).catch((error: unknown) => error)
    objects.pending.get('a')?.reject(new TransientError('AWS_FAILED', 'later'))
    objects.pending.get('b')?.reject(new InvalidJobError('OBJECT_MISSING', 'never'))
    expect(await staged).toMatchObject({ code: 'OBJECT_MISSING' })
  })
})
