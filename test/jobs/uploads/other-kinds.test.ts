import { describe, expect, it } from 'vitest'
import type { Upload } from '../../../events/s3-upload.ts'
import { describeUpload } from '../../../lib/jobs/uploads/describe-upload.ts'
import { jar, zip } from '../../builders/zip.ts'
import { InMemoryObjectStore } from '../../fakes/in-memory-object-store.ts'

const at = (key: string): Upload => ({ bucket: 'drop', key, versionId: 'v1' })
const allowAll = () => undefined
const describeAt = (objects: InMemoryObjectStore, upload: Upload) => describeUpload(objects, upload, 'team-a', allowAll)

describe('a zip of Python', () => {
  it.each(['app.zip', 'app.pyz'])('%s runs where it has what Python runs of it', async (file) => {
    const upload = at(`team-a/${file}`)
    const objects = new InMemoryObjectStore().put(upload, zip({ 'pkg/__init__.py': '', '__main__.py': 'print(1)' }))
    expect((await describeAt(objects, upload)).main).toEqual({ file: `s3a://drop/team-a/${file}`, versionId: 'v1' })
  })

  it.each([
    [zip({ 'pkg/__main__.py': 'print(1)' }), 'the zip has no __main__.py at its top, which Python would run'],
    [Buffer.from('text'), 'the file is no zip: '],
  ])('is refused where Python could not run it', async (bytes, message) => {
    const upload = at('team-a/app.zip')
    await expect(describeAt(new InMemoryObjectStore().put(upload, bytes), upload)).rejects.toThrow(message)
  })
})

describe('a script of R', () => {
  it('runs, with what the file beside it says', async () => {
    const upload = at('team-a/model.R')
    const objects = new InMemoryObjectStore()
      .put(upload, 'print(1)')
      .put({ bucket: 'drop', key: 'team-a/model.R.json' }, '{"args": [1], "priority": 3}')
    expect(await describeAt(objects, upload)).toMatchObject({
      main: { file: 's3a://drop/team-a/model.R' },
      args: ['1'],
      priority: 3,
    })
  })
})

describe('what is said of an upload', () => {
  const upload = at('team-a/pi.jar')
  const pi = jar({ 'Main-Class': 'com.example.Pi' })

  it('can be every field of a request that is not the place’s to say', async () => {
    const side = [
      'name: pi',
      'labels: {a: b}',
      'dependencies: {jars: [_lib/util.jar]}',
      'ttl: {podSeconds: 0}',
      'concurrencyKey: warehouse',
      'suspend: true',
      'notifications: {states: [SUCCEEDED]}',
    ].join('\n')
    const objects = new InMemoryObjectStore()
      .put(upload, pi, { 'spark-timeouts': '{"runSeconds": 5}', 'spark-labels': '{"c": "d"}' })
      .put({ bucket: 'drop', key: 'team-a/pi.jar.yml' }, side)
    expect(await describeAt(objects, upload)).toMatchObject({
      name: 'pi',
      labels: { a: 'b', c: 'd' },
      dependencies: { jars: ['s3a://drop/team-a/_lib/util.jar'] },
      ttl: { podSeconds: 0 },
      timeouts: { runSeconds: 5 },
      concurrencyKey: 'warehouse',
      suspend: true,
      notifications: { states: ['SUCCEEDED'] },
    })
  })

  it.each([
    ['namespace: team-b', 'team-a/pi.jar.yaml cannot be used: the whole: Unrecognized key: "namespace"'],
    ['main: {file: x.jar}', 'Unrecognized key: "main"'],
    ['source: {kind: sqs, id: a}', 'Unrecognized key: "source"'],
  ])('cannot be %j', async (side, message) => {
    const objects = new InMemoryObjectStore().put(upload, pi).put({ bucket: 'drop', key: 'team-a/pi.jar.yaml' }, side)
    await expect(describeAt(objects, upload)).rejects.toThrow(message)
  })

  it('in the metadata is checked by itself, so that the error says where to look', async () => {
    const objects = new InMemoryObjectStore().put(upload, pi, { 'spark-priority': '"high"' })
    await expect(describeAt(objects, upload)).rejects.toThrow(
      'the object metadata cannot be used: priority: Invalid input: expected number, received string',
    )
  })

  it('by two files beside it is refused: neither is the right one', async () => {
    const objects = new InMemoryObjectStore().put(upload, pi)
    for (const ending of ['yaml', 'json']) objects.put({ bucket: 'drop', key: `team-a/pi.jar.${ending}` }, '{}')
    await expect(describeAt(objects, upload)).rejects.toThrow(
      'there are both team-a/pi.jar.yaml and team-a/pi.jar.json: leave one of them',
    )
  })

  it('by a class is refused where there is none to be named', async () => {
    const python = at('team-a/pi.py')
    const objects = new InMemoryObjectStore().put(python, 'print(1)', { 'spark-class': 'A' })
    await expect(describeAt(objects, python)).rejects.toThrow('team-a/pi.py is no jar: leave out the class "A"')
  })

  it('is not looked for under a name that S3 could not hold', async () => {
    const long = at(`team-a/${'k'.repeat(1013)}.jar`)
    const asked: string[] = []
    const objects = new InMemoryObjectStore().put(long, pi)
    const readText = objects.readText.bind(objects)
    objects.readText = (ref, max) => {
      asked.push(ref.key)
      return readText(ref, max)
    }
    expect(Buffer.byteLength(long.key)).toBe(1024)
    expect((await describeAt(objects, long)).main.class).toBe('com.example.Pi')
    expect(asked).toEqual([])
  })
})
