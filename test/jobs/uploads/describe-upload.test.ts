import { createCipheriv } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Upload } from '../../../events/s3-upload.ts'
import { InvalidJobError } from '../../../lib/errors/sparkdrop-error.ts'
import { describeUpload } from '../../../lib/jobs/uploads/describe-upload.ts'
import { jar, zip } from '../../builders/zip.ts'
import { etagOf, InMemoryObjectStore } from '../../fakes/in-memory-object-store.ts'

const upload = { bucket: 'drop', key: 'team-a/etl/pi.jar', versionId: 'v1' }
const allowAll = () => undefined
const describeAt = (objects: InMemoryObjectStore, what: Upload) => describeUpload(objects, what, 'team-a', allowAll)
const pi = jar({ 'Main-Class': 'com.example.Pi' })

describe('an upload', () => {
  it('of a jar runs the class that its manifest names, in the namespace of its place', async () => {
    const objects = new InMemoryObjectStore().put(upload, pi)
    expect(await describeAt(objects, upload)).toMatchObject({
      version: 1,
      source: { kind: 's3', ...upload },
      namespace: 'team-a',
      main: { file: 's3a://drop/team-a/etl/pi.jar', versionId: 'v1', class: 'com.example.Pi' },
      args: [],
      conf: {},
    })
  })

  it('of a large jar reads a few ranges and not the whole', async () => {
    const noise = createCipheriv('aes-128-ctr', Buffer.alloc(16), Buffer.alloc(16)).update(Buffer.alloc(3_000_000))
    const large = jar({ 'Main-Class': 'com.example.Pi' }, { 'noise.bin': noise })
    const objects = new InMemoryObjectStore().put(upload, large)
    expect((await describeAt(objects, upload)).main.class).toBe('com.example.Pi')
    const read = objects.ranges.reduce((sum, { start, end }) => sum + end - start + 1, 0)
    expect(objects.ranges.length).toBeLessThanOrEqual(3)
    expect(read).toBeLessThan(large.length / 2)
  })

  it('of a Python file needs no class', async () => {
    const python = { bucket: 'drop', key: 'team-a/pi.py' }
    const { main } = await describeAt(new InMemoryObjectStore().put(python, 'print(1)'), python)
    expect(main).toEqual({ file: 's3a://drop/team-a/pi.py' })
  })

  it('takes class, args and conf from the YAML file beside it', async () => {
    const side = 'class: com.example.Other\nargs: [10, in]\nconf:\n  spark.executor.instances: 3\n'
    const objects = new InMemoryObjectStore().put(upload, pi).put({ bucket: 'drop', key: `${upload.key}.yaml` }, side)
    const request = await describeAt(objects, upload)
    expect(request.main.class).toBe('com.example.Other')
    expect(request.args).toEqual(['10', 'in'])
    expect(request.conf).toEqual({ 'spark.executor.instances': '3' })
  })

  it('takes what its metadata says before what the file beside it says', async () => {
    const objects = new InMemoryObjectStore()
      .put(upload, pi, {
        'spark-class': 'com.example.Metadata',
        'spark-args': '["a b", "c"]',
        'spark-conf': '{"spark.executor.cores": 2}',
      })
      .put(
        { bucket: 'drop', key: `${upload.key}.yaml` },
        'class: com.example.Side\nconf: {spark.executor.memory: 1g}\n',
      )
    const request = await describeAt(objects, upload)
    expect(request.main.class).toBe('com.example.Metadata')
    expect(request.args).toEqual(['a b', 'c'])
    expect(request.conf).toEqual({ 'spark.executor.cores': '2', 'spark.executor.memory': '1g' })
  })

  it('is read at the version that was dropped, though another is there by now', async () => {
    const objects = new InMemoryObjectStore().put(upload, pi).put({ ...upload, versionId: 'v2' }, 'no jar any more')
    expect((await describeAt(objects, upload)).main.class).toBe('com.example.Pi')
  })

  it.each([
    ['that is no zip file', Buffer.from('hello, I am no jar'), 'the file is no jar: '],
    ['that is empty', Buffer.alloc(0), 'the file is no jar: '],
    ['whose bytes end early', pi.subarray(0, pi.length - 30), 'the file is no jar: '],
    [
      'without a manifest',
      zip({ 'a.txt': 'a' }),
      'the jar has no manifest: add one, or name the class by "class:" in team-a/etl/pi.jar.yaml',
    ],
    ['whose manifest names no class', jar({}), 'the jar has no Main-Class in its manifest'],
    ['with a manifest beyond reason', jar({ 'Main-Class': 'x'.repeat(70_000) }), 'and 65536 are the most'],
  ])('of a jar %s is refused with what to do', async (_what, bytes, message) => {
    const objects = new InMemoryObjectStore().put(upload, bytes)
    const error = await describeAt(objects, upload).catch((e: unknown) => e)
    expect(error).toBeInstanceOf(InvalidJobError)
    expect((error as InvalidJobError).message).toContain(message)
  })

  it.each([
    ['args: {a: 1}\n', 'team-a/etl/pi.jar.yaml cannot be used: args: '],
    ['klass: x\n', 'Unrecognized key: "klass"'],
    ['conf: {executor.cores: 1}\n', 'must begin with "spark."'],
    ['a: [1\n', 'team-a/etl/pi.jar.yaml is no YAML'],
  ])('with %j beside it is refused, naming what is wrong', async (side, message) => {
    const objects = new InMemoryObjectStore().put(upload, pi).put({ bucket: 'drop', key: `${upload.key}.yaml` }, side)
    await expect(describeAt(objects, upload)).rejects.toThrow(message)
  })

  it('whose event names no version is read where it still is what was dropped, and pinned', async () => {
    const { versionId: _none, ...unversioned } = upload
    const objects = new InMemoryObjectStore().put(upload, pi)
    const { main } = await describeAt(objects, { ...unversioned, etag: etagOf(pi) })
    expect(main.class).toBe('com.example.Pi')
    const overwritten = describeAt(objects, { ...unversioned, etag: etagOf('another') })
    await expect(overwritten).rejects.toThrow('was overwritten before it could be read')
  })

  it('that was deleted meanwhile is refused', async () => {
    await expect(describeAt(new InMemoryObjectStore(), upload)).rejects.toThrow('was deleted before it could be read')
  })
})
