import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { leftovers, mistakes, whenAllEnded } from './lives/bookkeeping.ts'
import { measureLatencies, percentile } from './lives/latencies.ts'
import { type LifeStack, startLifeStack } from './lives/life-stack.ts'
import { makeLives, messageOf } from './lives/lives.ts'
import { sendAll } from './lives/mail.ts'

const COUNT = Number(process.env.SPARKDROP_TEST_JOBS ?? 500)
const CALM_COUNT = Math.min(COUNT, Number(process.env.SPARKDROP_TEST_CALM_JOBS ?? 100))
/** What two cores that also play AWS, Kubernetes and its node get done while nothing queues up. */
const CALM_RATE = 2
const RATE = 10
const PATIENCE_MS = 400_000
const CRASH_EVERY_MS = 10_000
const DOWN_MS = 3_000

let folder: string
let stack: LifeStack

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sparkdrop-lives-'))
  stack = await startLifeStack(folder)
})

afterAll(async () => {
  await stack?.stop()
  if (folder && !process.env.SPARKDROP_TEST_KEEP) await rm(folder, { recursive: true, force: true })
})

/** Lets them all live, and gives what the table says of them when all have ended. */
const liveAll = async (lives: ReturnType<typeof makeLives>, aSecond: number) => {
  const over = new AbortController()
  const deeds = stack.deeds.doAll(lives, over.signal).catch(() => undefined)
  await sendAll(stack.jobs.stack, lives.map(messageOf), aSecond)
  const jobs = await whenAllEnded(lives, stack.records, PATIENCE_MS)
  over.abort()
  await deeds
  return jobs
}

const tell = (what: string, facts: object): void => {
  process.stderr.write(`${what}: ${JSON.stringify(facts)}\n`)
}

const nothingWaits = () =>
  vi.waitFor(async () => expect(Object.values(await stack.jobs.messages()).every((n) => n === 0)).toBe(true), {
    timeout: 60_000,
    interval: 500,
  })

describe(`${CALM_COUNT} jobs, ${CALM_RATE} a second, whose drivers live and end in every way`, () => {
  it('are each recorded as what they came to, half of the ends within two seconds', async () => {
    const lives = makeLives(CALM_COUNT, 'calm')
    const over = new AbortController()
    const measuring = measureLatencies(lives, stack.diary, stack.records, over.signal)
    const jobs = await liveAll(lives, CALM_RATE)
    over.abort()
    const measured = await measuring
    const latencies = measured.map(({ ms }) => ms)
    const [p50, p95, most] = [50, 95, 100].map((percent) => percentile(latencies, percent))
    tell('from the end of a driver to the table, in milliseconds', { measured: latencies.length, p50, p95, most })
    for (const [kind, all] of Object.entries(Object.groupBy(measured, ({ kind }) => kind)))
      tell(`  ${kind}`, all?.map(({ ms }) => ms) ?? [])
    expect(await mistakes(lives, jobs, stack.diary, 'the first truth')).toEqual([])
    expect(latencies.length).toBeGreaterThan(CALM_COUNT / 2)
    expect(p50).toBeLessThan(2_000)
  }, 600_000)

  it('leave no message behind', nothingWaits, 90_000)
})

describe(`${COUNT} jobs, the forwarder killed every ten seconds, the API server killed twice`, () => {
  it('are each recorded as what they came to, with one driver for each attempt', async () => {
    const lives = makeLives(COUNT, 'storm')
    const over = new AbortController()
    const crashing = (async () => {
      for (;;) {
        await pause(CRASH_EVERY_MS, undefined, { signal: over.signal })
        await stack.forwarder.crash()
      }
    })().catch(() => undefined)
    const outages = (async () => {
      for (const part of [0.3, 0.7]) {
        const enough = () => stack.diary.ended().then(({ length }) => length > CALM_COUNT * 0.7 + COUNT * 0.7 * part)
        while (!(await enough())) await pause(500, undefined, { signal: over.signal })
        await stack.server.kill()
        await pause(DOWN_MS)
        await stack.server.start()
        tell('the API server was killed and is back', { at: new Date().toISOString() })
      }
    })()
    const begun = performance.now()
    const jobs = await liveAll(lives, RATE)
    const seconds = Math.round((performance.now() - begun) / 1000)
    over.abort()
    await Promise.all([crashing, outages])
    const lost = [...jobs.values()].filter(({ reason }) => reason === 'LOST').length
    tell('under fire', { jobs: jobs.size, seconds, crashes: stack.forwarder.crashes, lost })
    expect(await mistakes(lives, jobs, stack.diary, 'any truth')).toEqual([])
  }, 900_000)

  it('leave no message behind', nothingWaits, 90_000)

  it('leave nothing on the cluster but the pods of their last attempts, with what these own', async () => {
    const lives = [...makeLives(CALM_COUNT, 'calm'), ...makeLives(COUNT, 'storm')]
    const jobs = await stack.records.read(lives.map(({ jobId }) => jobId))
    expect(await leftovers(stack.jobs.stack.kubernetes, jobs)).toEqual([])
  })
})
