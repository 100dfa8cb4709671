import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmbeddedApiServer, startApiServer } from '../../../local/kubernetes/api-server.ts'
import { ApiUnderTest } from '../../contracts/kubernetes-api/api-under-test.ts'
import { podBody } from '../../contracts/kubernetes-api/samples.ts'

const ENDED = { terminated: { exitCode: 0 } }
const RUNNING = { running: { startedAt: '2024-01-01T00:00:00Z' } }

describe('the log of a pod on a node', () => {
  let server: EmbeddedApiServer
  let api: ApiUnderTest
  let logsDir: string

  beforeAll(async () => {
    logsDir = await mkdtemp(join(tmpdir(), 'logs-'))
    server = await startApiServer({ logsDir })
    api = new ApiUnderTest({ url: server.url })
  })

  afterAll(async () => {
    await server.stop()
    await rm(logsDir, { recursive: true, force: true })
  })

  const containerState = (path: string, state: object): Promise<unknown> =>
    api.merge(`${path}/status`, {
      status: { containerStatuses: [{ name: 'main', ready: false, restartCount: 0, image: 'i', imageID: '', state }] },
    })

  /** A pod on a node, with what its container wrote so far. */
  const pod = async (state?: object, text?: string) => {
    const place = await api.place('pods')
    const { body } = await api.post(place.path, podBody(place.name, { nodeName: 'n' }))
    const path = `${place.path}/${place.name}`
    if (state !== undefined) await containerState(path, state)
    const file = join(logsDir, body.metadata.uid, 'main.log')
    await mkdir(join(logsDir, body.metadata.uid), { recursive: true })
    const write = (more: string): Promise<void> => writeFile(file, more, { flag: 'a' })
    if (text !== undefined) await write(text)
    /** As if what there is had been written then. */
    const touch = (time: string): Promise<void> => utimes(file, new Date(time), new Date(time))
    return { path, name: place.name, write, touch }
  }

  it('is what the container wrote, byte by byte', async () => {
    const { path } = await pod(RUNNING, 'one\nzwölf\n')
    const { status, text, headers } = await api.get(`${path}/log?container=main`)
    expect([status, text, headers['content-type']]).toEqual([200, 'one\nzwölf\n', 'text/plain'])
  })

  it('is empty where nothing was written', async () => {
    const { path } = await pod(RUNNING)
    expect((await api.get(`${path}/log`)).text).toBe('')
  })

  it.each([
    ['tailLines=2', 'two\nthree'],
    ['tailLines=0', ''],
    ['tailLines=9', 'one\ntwo\nthree'],
    ['limitBytes=5', 'one\nt'],
    ['tailLines=2&limitBytes=3', 'two'],
  ])('is cut by %s', async (query, expected) => {
    const { path } = await pod(ENDED, 'one\ntwo\nthree')
    expect((await api.get(`${path}/log?${query}`)).text).toBe(expected)
  })

  it('ends with the last whole line as long as its container runs', async () => {
    const { path } = await pod(RUNNING, 'one\ntwo\nthree')
    expect((await api.get(`${path}/log`)).text).toBe('one\ntwo\n')
    expect((await api.get(`${path}/log?tailLines=1`)).text).toBe('two\n')
  })

  it('keeps its last lines where it is long', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`)
    const { path } = await pod(RUNNING, lines.join(''))
    expect((await api.get(`${path}/log?tailLines=15000`)).text).toBe(lines.slice(5000).join(''))
  })

  const stamps = (text: string) => text.match(/^\S+Z(?= )/gm) ?? []

  it('has times in front of its lines, each later than the one before, which stay as they are', async () => {
    const before = new Date(Date.now() - 1_000).toISOString()
    const { path, write } = await pod(RUNNING, 'one\ntwo\n')
    const first = (await api.get(`${path}/log?timestamps=true`)).text
    expect(first).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z one\n\S+Z two\n$/)
    await write('three\n')
    const second = (await api.get(`${path}/log?timestamps=true`)).text
    expect(second.startsWith(first)).toBe(true)
    expect(stamps(second)).toHaveLength(3)
    expect([before, ...stamps(second)]).toEqual([before, ...stamps(second)].toSorted())
    expect(new Set(stamps(second)).size).toBe(3)
  })

  it('is given from a time on, which counts in whole seconds', async () => {
    const { path, write, touch } = await pod(RUNNING, 'one\n')
    await touch('2024-01-01T00:00:00Z')
    await api.get(`${path}/log`)
    await write('two\n')
    await touch('2024-01-01T00:00:10Z')
    const since = async (time: string) => (await api.get(`${path}/log?sinceTime=${time}`)).text
    expect(await since('2024-01-01T00:00:00.9Z')).toBe('one\ntwo\n')
    expect(await since('2024-01-01T00:00:01Z')).toBe('two\n')
    expect(await since('2024-01-01T02:00:10%2B02:00')).toBe('two\n')
    expect(await since('2024-01-01T00:00:11Z')).toBe('')
    expect((await api.get(`${path}/log?sinceSeconds=3600`)).text).toBe('')
    await write('three\n')
    expect((await api.get(`${path}/log?sinceSeconds=3600&timestamps=true`)).text).toMatch(/^\S+ three\n$/)
  })

  it('counts the times in where it is cut', async () => {
    const { path } = await pod(RUNNING, 'one\ntwo\n')
    expect((await api.get(`${path}/log?timestamps=true&limitBytes=33`)).text).toMatch(/^\S{30} on$/)
    expect((await api.get(`${path}/log?timestamps=true&tailLines=1`)).text).toMatch(/^\S{30} two\n$/)
  })

  it('is followed by whole lines', async () => {
    const { path, write } = await pod(RUNNING, 'one\ntw')
    const followed = api.get(`${path}/log?follow=true&timestamps=true`)
    await write('o\nthree')
    await containerState(path, { running: null, terminated: { exitCode: 0 } })
    expect((await followed).text.replaceAll(/^\S{30} /gm, '')).toBe('one\ntwo\nthree')
  })

  it('is followed until the container ends', async () => {
    const { path, write } = await pod(RUNNING, 'one\n')
    const followed = api.get(`${path}/log?follow=true`)
    await write('two\n')
    await containerState(path, { running: null, terminated: { exitCode: 0 } })
    expect((await followed).text).toBe('one\ntwo\n')
  })

  it('is followed until the pod is gone', async () => {
    const { path } = await pod(RUNNING, 'one\n')
    const followed = api.get(`${path}/log?follow=true`)
    await api.delete(path, { gracePeriodSeconds: 0 })
    expect((await followed).text).toBe('one\n')
  })

  it.each([
    [undefined, '', 'container "main" in pod "NAME" is not available'],
    [
      { waiting: { reason: 'ContainerCreating' } },
      '',
      'container "main" in pod "NAME" is waiting to start: ContainerCreating',
    ],
    [
      { waiting: { reason: 'ErrImagePull' } },
      '',
      'container "main" in pod "NAME" is waiting to start: image can\'t be pulled',
    ],
    [
      { waiting: { reason: 'ImagePullBackOff' } },
      '',
      'container "main" in pod "NAME" is waiting to start: trying and failing to pull image',
    ],
    [RUNNING, '?previous=true', 'previous terminated container "main" in pod "NAME" not found'],
  ])('is refused in the words of a kubelet: %j%s', async (state, query, message) => {
    const { path, name } = await pod(state)
    const { status, body } = await api.get(`${path}/log${query}`)
    expect([status, body.reason, body.message]).toEqual([400, 'BadRequest', message.replace('NAME', name)])
  })
})
