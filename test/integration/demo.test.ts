import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, readlink, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const DEMO = fileURLToPath(new URL('../../local/demo.ts', import.meta.url))

type Demo = ChildProcessByStdio<null, Readable, Readable>

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-test-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** The demo with a folder for temporary files that tells its processes from all others. */
const demo = (...args: string[]): Demo =>
  spawn(process.execPath, [DEMO, ...args], {
    env: { ...process.env, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

const traces = (pid: string): Promise<string[]> => {
  const nothing = () => ''
  return Promise.all([
    readFile(`/proc/${pid}/cmdline`, 'utf8').catch(nothing),
    readFile(`/proc/${pid}/environ`, 'utf8').catch(nothing),
    readlink(`/proc/${pid}/cwd`).catch(nothing),
  ])
}

/** Processes that name the folder in their command, environment or working directory. */
const processesOf = async (): Promise<readonly string[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const all = await Promise.all(
    pids.map(async (pid) => ((await traces(pid)).some((t) => t.includes(folder)) ? pid : '')),
  )
  return all.filter(Boolean)
}

const untilSaid = async (child: Demo, words: string): Promise<void> => {
  let said = ''
  for await (const chunk of child.stderr) {
    said += chunk
    if (said.includes(words)) return
  }
  throw new Error(`the demo ended without saying "${words}": ${said}`)
}

describe('the demo', () => {
  it('ends with exit code 0 and one line of JSON that tells all of its job, and leaves nothing', async () => {
    const child = demo('--json')
    const [out, err, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit') as Promise<[number]>,
    ])
    const report = JSON.parse(out.trimEnd().split('\n').at(-1) ?? '')
    expect(report, err).toMatchObject({
      state: 'SUCCEEDED',
      executors: 2,
      jobId: expect.stringMatching(/^[0-9a-f]{32}$/),
    })
    expect(report.states.map(({ state }: { state: string }) => state)).toEqual([
      'ACCEPTED',
      'SUBMITTED',
      'RUNNING',
      'SUCCEEDED',
    ])
    expect(report.output).toContain('Pi is roughly 3.1')
    expect(report.driverPod).toMatch(/^spark-pi-[0-9a-f]{16}-driver$/)
    expect(code).toBe(0)
    expect(await processesOf()).toEqual([])
    expect(await readdir(folder)).toEqual([])
  })

  it.each(['SIGINT', 'SIGKILL'] as const)(
    'that is ended by %s while a job runs leaves no process behind',
    async (signal) => {
      const child = demo('--json')
      child.stdout.resume()
      const exited = once(child, 'exit')
      await untilSaid(child, 'RUNNING')
      expect(await processesOf()).not.toEqual([])
      child.kill(signal)
      await exited
      await expect.poll(processesOf, { timeout: 20_000, interval: 100 }).toEqual([])
    },
  )
})
