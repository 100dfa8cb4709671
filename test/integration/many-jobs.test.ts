import { mkdtemp, rm } from 'node:fs/promises'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { leftovers, mistakes, whenAllEnded } from './lives/bookkeeping.ts'
import { measureLatencies, summaryOf } from './lives/latencies.ts'
import { type LifeStack, startLifeStack } from './lives/life-stack.ts'
import { type Life, makeLives, messageOf } from './lives/lives.ts'
import { type Pace, sendAll } from './lives/mail.ts'
import { runRealJobs } from './lives/real-jobs.ts'
import { killApiServer, killForwarder } from './lives/weather.ts'

const STORM = Number(process.env.SPARKDROP_TEST_JOBS ?? 500)
const CALM = Math.min(STORM, Number(process.env.SPARKDROP_TEST_CALM_JOBS ?? 100))
const REAL = 3
/** What two cores that play AWS, Kubernetes and its node besides get done before anything queues up. */
const CALM_PACE = { aSecond: 2, atOnce: 1 }
const STORM_PACE = { aSecond: 10, atOnce: 10 }
const CRASH_EVERY_MS = 10_000
const PATIENCE_MS = 400_000

const calm = makeLives(CALM, 'calm')
const storm = makeLives(STORM, 'storm')

let folder: string
let stack: LifeStack

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sparkdrop-lives-'))
  stack = await startLifeStack(folder)
})

afterAll(async () => {
  await stack?.stop()
  if (folder) await rm(folder, { recursive: true, force: true })
})

const tell = (what: string, facts: object): void => {
  process.stderr.write(`${what}: ${JSON.stringify(facts)}\n`)
}

/** Lets them all live, and gives what the table says of them when all have ended. */
const liveAll = async (lives: readonly Life[], pace: Pace) => {
  const over = new AbortController()
  const deeds = stack.deeds.doAll(lives, over.signal)
  const measuring = measureLatencies(lives, stack.diary, stack.records, over.signal)
  try {
    await sendAll(stack.jobs.stack, lives.map(messageOf), pace)
    const jobs = await whenAllEnded(lives, stack.records, PATIENCE_MS)
    over.abort()
    return { jobs, latencies: await measuring }
  } finally {
    over.abort()
    await deeds
  }
}

const nothingWaits = () =>
  vi.waitFor(async () => expect(Object.values(await stack.jobs.messages()).every((n) => n === 0)).toBe(true), {
    timeout: 60_000,
    interval: 500,
  })

describe(`${CALM} jobs, ${CALM_PACE.aSecond} a second, whose drivers live and end in every way`, () => {
  it('are each recorded as what they came to', async () => {
    const { jobs, latencies } = await liveAll(calm, CALM_PACE)
    const summary = summaryOf(latencies)
    tell('from the end of a driver to the table', { ...summary, load: loadavg()[0] })
    expect(await mistakes(calm, jobs, stack.diary, 'the first truth')).toEqual([])
    expect(summary.count).toBeGreaterThan(CALM / 2)
  }, 600_000)

  it('leave no message behind', nothingWaits, 90_000)
})

describe(`${STORM} jobs, the forwarder killed every ten seconds, the API server killed twice`, () => {
  it('are each recorded as what they came to, with one driver for each attempt', async () => {
    const over = new AbortController()
    const before = (await stack.diary.ended()).length
    const forwarder = killForwarder(stack, CRASH_EVERY_MS, over.signal)
    const server = killApiServer(stack, [before + STORM * 0.2, before + STORM * 0.6], over.signal)
    const real = Promise.allSettled([runRealJobs(stack.jobs, REAL)])
    try {
      const begun = performance.now()
      const { jobs, latencies } = await liveAll(storm, STORM_PACE)
      const seconds = Math.round((performance.now() - begun) / 1000)
      const lost = [...jobs.values()].filter(({ reason }) => reason === 'LOST').length
      tell('under fire', { seconds, crashes: stack.forwarder.crashes, lost, ...summaryOf(latencies) })
      expect(await mistakes(storm, jobs, stack.diary, 'any truth')).toEqual([])
      const [sparks] = await real
      const spark = sparks.status === 'fulfilled' ? sparks.value.map(({ state }) => state) : String(sparks.reason)
      expect(spark).toEqual(Array(REAL).fill('SUCCEEDED'))
    } finally {
      over.abort()
      await forwarder
    }
    expect(await server).toBe(2)
  }, 900_000)

  it('leave no message behind', nothingWaits, 90_000)

  it('leave nothing on the cluster but the pods of their last attempts, with what these own', async () => {
    const jobs = await stack.records.read([...calm, ...storm].map(({ jobId }) => jobId))
    expect(await leftovers(stack.jobs.stack.kubernetes, jobs)).toEqual([])
  })
})
