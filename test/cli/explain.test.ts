import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../lib/cli/run.ts'
import { capturedSurroundings } from './captured-surroundings.ts'

const explain = async (cwd: string, ...args: string[]) => {
  const surroundings = capturedSurroundings({ cwd })
  const exitCode = await run(['explain', ...args], surroundings)
  return { exitCode, ...surroundings.written }
}

const recordings = fileURLToPath(new URL('../../../shared/oracle/pod-events/', import.meta.url))
const present = existsSync(recordings)
if (!present) console.warn(`recorded pods are not at ${recordings}: explain is not tried on them`)

describe.skipIf(!present).each(present ? readdirSync(recordings) : ['(none here)'])(
  'sparkdrop explain of %s',
  (name) => {
    const folder = join(recordings, name)

    it('says of a recorded watch what a person would say', async () => {
      const meaning = JSON.parse(readFileSync(join(folder, 'meaning.json'), 'utf8'))
      const { exitCode, stdout } = await explain(folder, 'watch.jsonl', '--events', 'events.jsonl', '-o', 'json')
      expect([exitCode, JSON.parse(stdout)]).toMatchObject([0, { state: meaning.state, reason: meaning.reason }])
    })

    it('says the same of the pod as it was in the end', async () => {
      const last = JSON.parse(readFileSync(join(folder, 'watch.jsonl'), 'utf8').trim().split('\n').at(-1) ?? '')
      const work = await mkdtemp(join(tmpdir(), 'sparkdrop-explain-'))
      try {
        // What is gone can be read no more: then only the watch says that it was deleted.
        const content = last.type === 'DELETED' ? last : last.object
        await writeFile(join(work, 'pod.json'), JSON.stringify(content, undefined, 2))
        const whole = await explain(folder, 'watch.jsonl', '--events', 'events.jsonl')
        const end = await explain(work, 'pod.json', '--events', join(folder, 'events.jsonl'))
        expect(end.stdout.split('\n')[0]).toBe(whole.stdout.split('\n')[0])
      } finally {
        await rm(work, { recursive: true })
      }
    })
  },
)

describe('sparkdrop explain', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sparkdrop-explain-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  const pod = (phase: string, state: object, uid = 'u1') => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'driver', namespace: 'a', uid, resourceVersion: '1', creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { containers: [{ name: 'spark-kubernetes-driver', image: 'i' }], nodeName: 'n' },
    status: { phase, containerStatuses: [{ name: 'spark-kubernetes-driver', restartCount: 0, image: 'i', state }] },
  })
  const failed = pod('Failed', { terminated: { exitCode: 3, reason: 'Error' } })
  const waiting = pod('Pending', { waiting: { reason: 'ContainerCreating' } })
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
    ['text', [], 'pod.json is not a JSON object: write it by kubectl get … -o json'],
    ['{"type":"ADDED","object":{}}\n{', [], 'document 2 of'],
    [{ items: [failed, pod('Running', {}, 'u2')], kind: 'List' }, [], 'tells of 2 pods: explain takes one at a time'],
    ['', [], 'holds no ADDED, MODIFIED or DELETED of a pod'],
    [{ kind: 'Service', metadata: {} }, [], 'watch record 1 is not valid'],
    [failed, ['--events', 'none.json'], 'none.json does not exist'],
    [failed, ['-o', 'xml'], "--output: 'xml' is none of text, json"],
    [failed, ['--event', 'x'], "unknown option '--event'"],
  ])('refuses %j with %j, saying what would be right', async (content, args, message) => {
    const { exitCode, stderr, stdout } = await given(content, ...args)
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toContain(message)
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
