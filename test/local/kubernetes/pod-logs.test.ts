import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmbeddedApiServer, startApiServer } from '../../../local/kubernetes/api-server.ts'
import { ApiUnderTest } from '../../contracts/kubernetes-api/api-under-test.ts'
import { podBody } from '../../contracts/kubernetes-api/samples.ts'

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
    return { path, name: place.name, write }
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
    const { path } = await pod(RUNNING, 'one\ntwo\nthree')
    expect((await api.get(`${path}/log?${query}`)).text).toBe(expected)
  })

  it('keeps its last lines where it is long', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index}\n`)
    const { path } = await pod(RUNNING, lines.join(''))
    expect((await api.get(`${path}/log?tailLines=15000`)).text).toBe(lines.slice(5000).join(''))
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
