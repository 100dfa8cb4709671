import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { run } from '../../lib/cli/run.ts'
import { recordedPods } from '../conformance/recorded-pods.ts'
import { capturedSurroundings } from './captured-surroundings.ts'

const explain = async (cwd: string, ...args: string[]) => {
  const surroundings = capturedSurroundings({ cwd })
  const exitCode = await run(['explain', ...args], surroundings)
  return { exitCode, ...surroundings.written }
}

describe.each(recordedPods)('sparkdrop explain of $name', ({ watch, events, meaning }) => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sparkdrop-explain-'))
    const write = (file: string, records: readonly unknown[]) =>
      writeFile(join(folder, file), records.map((record) => `${JSON.stringify(record)}\n`).join(''))
    // What is gone can be read no more: then only the watch says that it was deleted.
    const last = watch.at(-1)
    await write('watch.jsonl', watch)
    await write('events.jsonl', events)
    await write('pod.json', [last?.type === 'DELETED' ? last : last?.object])
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('says what a person would say, of a recorded watch and of the pod as it was in the end', async () => {
    for (const file of ['watch.jsonl', 'pod.json']) {
      const { exitCode, stdout } = await explain(folder, file, '--events', 'events.jsonl', '-o', 'json')
      expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { state: meaning.state, reason: meaning.reason }])
    }
  })
})

describe('sparkdrop explain', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sparkdrop-explain-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const pod = (phase: string, state: object, uid = 'u1', role = 'driver') => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `driver-${uid}`,
      namespace: 'a',
      uid,
      labels: { 'spark-role': role },
      resourceVersion: '1',
      creationTimestamp: '2026-01-01T00:00:00Z',
    },
    spec: { containers: [{ name: 'spark-kubernetes-driver', image: 'i' }], nodeName: 'n' },
    status: { phase, containerStatuses: [{ name: 'spark-kubernetes-driver', restartCount: 0, image: 'i', state }] },
  })
  const failed = pod('Failed', { terminated: { exitCode: 3, reason: 'Error' } })
  const waiting = pod('Pending', { waiting: { reason: 'ContainerCreating' } })
  const executor = pod('Running', {}, 'u3', 'executor')
  const mount = {
    kind: 'Event',
    involvedObject: { uid: 'u1' },
    reason: 'FailedMount',
    type: 'Warning',
    message: 'configmap "none" not found',
  }
  const given = async (content: unknown, ...args: string[]) => {
    const text = typeof content === 'string' ? content : JSON.stringify(content, undefined, 2)
    await writeFile(join(folder, 'pod.json'), text)
    return await explain(folder, 'pod.json', ...args)
  }

  it('writes for a person, or for a program', async () => {
    const forPerson = await given(failed)
    expect(forPerson.stdout).toMatch(/^FAILED \(USER_CODE\)\n.*exit code 3/)
    const forProgram = JSON.parse((await given(failed, '-o', 'json')).stdout)
    expect(forProgram).toEqual({ state: 'FAILED', reason: 'USER_CODE', message: expect.stringContaining('3') })
    const running = pod('Running', { running: { startedAt: '2026-01-01T00:00:00Z' } })
    expect(JSON.parse((await given(running, '-o', 'json')).stdout)).toEqual({
      state: 'RUNNING',
      reason: null,
      message: null,
    })
  })

  it('takes what kubectl writes: a list of one pod, a watch in many lines, a list of events', async () => {
    expect((await given({ kind: 'List', items: [failed] })).stdout).toMatch(/^FAILED/)
    const watch = [waiting, failed]
      .map((object) => JSON.stringify({ type: 'MODIFIED', object }, undefined, 4))
      .join('\n')
    expect((await given(`${watch}\n`)).stdout).toMatch(/^FAILED/)
    const events = join(folder, 'events.json')
    await writeFile(events, JSON.stringify({ kind: 'EventList', items: [mount] }))
    expect((await given(waiting, '--events', events)).stdout).toMatch(
      /^SUBMITTED \(CONFIG\)\n.*configmap "none" not found/,
    )
    await writeFile(events, JSON.stringify({ type: 'ADDED', object: mount }))
    expect((await given(waiting, '--events', events)).stdout).toMatch(/^SUBMITTED \(CONFIG\)/)
  })

  it.each([
    ['text', [], 'pod.json is neither a JSON nor a YAML object: write it by kubectl get … -o json'],
    ['"text"', [], 'pod.json is neither a JSON nor a YAML object'],
    ['{"type":"ADDED","object":{}}\n{', [], 'document 2 of pod.json is neither'],
    ['', [], 'pod.json holds no pod: write it by kubectl get pod … -o json'],
    [{ kind: 'List', items: [] }, [], 'pod.json holds no pod'],
    [
      { items: [failed, pod('Running', {}, 'u2')], kind: 'List' },
      [],
      'tells of 2 pods (driver-u1, driver-u2): explain',
    ],
    [executor, [], "pod.json tells of an executor's pod: explain reads that of the driver"],
    [
      { kind: 'Service', metadata: {} },
      [],
      'pod.json holds an object of kind Service: explain reads the pod of a driver',
    ],
    [mount, [], 'pod.json holds an object of kind Event: explain reads the pod of a driver, and Events by --events'],
    [{ kind: 'Status', message: 'pods "x" not found' }, [], 'holds what the API server refused: pods "x" not found'],
    [{ ...failed, metadata: { name: 'driver' } }, [], 'pod.json has a pod without uid: explain reads one that is on a'],
    [{ ...failed, spec: {} }, [], 'watch record 1 is not valid:'],
    [failed, ['--events', 'pod.json'], 'pod.json holds an object of kind Pod: --events takes the Events about the pod'],
    [failed, ['--events', 'none.json'], 'none.json does not exist'],
    [failed, ['-o', 'xml'], "--output: 'xml' is none of text, json"],
    [failed, ['--event', 'x'], "unknown option '--event'"],
  ])('refuses %j with %j, saying what would be right', async (content, args, message) => {
    const { exitCode, stderr, stdout } = await given(content, ...args)
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toContain(message)
  })

  it('takes JSON in whatever way it is laid out, and YAML', async () => {
    const watch = [waiting, failed].map((object) => ({ type: 'MODIFIED', object }))
    const lines = watch.map((record) => JSON.stringify(record))
    for (const text of [
      lines.join(''),
      lines.join('\r\n  '),
      JSON.stringify(watch),
      JSON.stringify([[failed]]),
      `\uFEFF${JSON.stringify(failed)}`,
      stringify(failed),
      watch.map((record) => stringify(record)).join('---\n'),
    ]) {
      expect((await given(text)).stdout).toMatch(/^FAILED \(USER_CODE\)/)
    }
  })

  it('leaves out the executors beside a driver, bookmarks, and how a watch ended', async () => {
    const bookmark = { type: 'BOOKMARK', object: { kind: 'Pod', metadata: { resourceVersion: '9' } } }
    const gone = { type: 'ERROR', object: { kind: 'Status', code: 410 } }
    expect((await given([executor, failed, bookmark, gone])).stdout).toMatch(/^FAILED \(USER_CODE\)/)
  })

  it('reads what is piped to it', async () => {
    const stdin = Readable.from([Buffer.from(JSON.stringify(failed))])
    const surroundings = capturedSurroundings({ stdin })
    expect(await run(['explain', '-'], surroundings)).toBe(0)
    expect(surroundings.written.stdout).toMatch(/^FAILED/)
  })

  it('needs a file', async () => {
    expect(await explain(folder)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("argument 'file'") })
    expect((await explain(folder, 'none.json')).stderr).toContain('none.json does not exist or is not a file')
  })
})
