import { describe, expect, it } from 'vitest'
import type { JobRequest } from '../../../events/job-request.ts'
import { TransientError } from '../../../lib/errors/sparkdrop-error.ts'
import { hindrance, type Roster } from '../../../lib/jobs/admission/roster.ts'
import { isTerminal } from '../../../lib/jobs/phase-rank.ts'
import { resumeJob } from '../../../lib/jobs/resume-job.ts'
import { suspendJob } from '../../../lib/jobs/suspend-job.ts'
import { Crash, CrashPoint } from '../../fakes/crash.ts'
import { seededRandom } from '../../fakes/seeded-random.ts'
import { AdmissionSetup, requestOf } from './admission-setup.ts'

const JOBS = 14
const LIMIT = 3
const KEY_LIMIT = 1
const ROUNDS = 400

const countKeys = (setup: AdmissionSetup, key: string): number =>
  setup.atWork.filter(({ request }) => request?.concurrencyKey === key).length

/** At every write: no more at work than the limits allow, and nobody waits who could be let in. */
const watch = (setup: AdmissionSetup): void => {
  const replace = setup.store.replace.bind(setup.store)
  setup.store.replace = async (job) => {
    const done = await replace(job)
    expect(setup.atWork.length).toBeLessThanOrEqual(LIMIT)
    for (const key of ['x', 'y']) expect(countKeys(setup, key)).toBeLessThanOrEqual(KEY_LIMIT)
    return done
  }
  setup.rosters.onPut = (roster: Roster) => {
    expect(roster.admitted.length).toBeLessThanOrEqual(LIMIT)
    for (const one of roster.waiting) expect(hindrance(roster, one)).toBeDefined()
  }
}

/** A port whose every call is taken up some moments later, so that deliveries overtake each other between any two awaits. */
const unhurried = <T extends object>(port: T, next: () => number): T =>
  new Proxy(port, {
    get: (target, name) => {
      const member = Reflect.get(target, name)
      if (typeof member !== 'function') return member
      // What is listed comes page by page by itself.
      if (name === 'listOpen' || name === 'listDue') return member.bind(target)
      return async (...args: unknown[]) => {
        for (let moments = Math.floor(next() * 4); moments > 0; moments--) await Promise.resolve()
        return Reflect.apply(member, target, args)
      }
    },
  })

class Unhurried extends CrashPoint {
  readonly #next: () => number

  constructor(next: () => number) {
    super(next() < 0.3 ? 1 + Math.floor(next() * 25) : Number.POSITIVE_INFINITY, next() < 0.5 ? 'before' : 'after')
    this.#next = next
  }

  override guard<T extends object>(port: T): T {
    return unhurried(super.guard(port), this.#next)
  }
}

const quietly = async (work: Promise<unknown>): Promise<void> => {
  await work.catch((error: unknown) => {
    if (!(error instanceof Crash) && !(error as { retryable?: boolean }).retryable) throw error
  })
}

const simulate = async (seed: number): Promise<AdmissionSetup> => {
  const next = seededRandom(seed)
  const setup = new AdmissionSetup()
  setup.runningJobs = { default: LIMIT, namespaces: {} }
  watch(setup)
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(next() * from.length)]
  const all = Array.from({ length: JOBS }, (_, i) => {
    const concurrencyKey = pick(['x', 'y', undefined, undefined])
    return requestOf(`job-${i}`, { priority: Math.floor(next() * 3), ...(concurrencyKey ? { concurrencyKey } : {}) })
  })
  // Every message comes three times; one that was not seen to through comes back.
  const messages: JobRequest[] = [...all, ...all, ...all]
  const deliver = async (): Promise<void> => {
    const [request] = messages.splice(Math.floor(next() * messages.length), 1)
    if (!request) return
    const crash = new Unhurried(next)
    const done = await setup.submit(request, crash).catch((error: unknown) => error)
    if (crash.reached || done instanceof Error) messages.push(request)
  }
  const finish = async (): Promise<void> => {
    const job = pick(setup.atWork.filter(({ state }) => state === 'SUBMITTED' || state === 'RUNNING'))
    if (job) await quietly(setup.end(job, new Unhurried(next)))
  }
  const suspend = async (): Promise<void> => {
    const job = pick(setup.jobs.filter(({ state, driver }) => !driver && !isTerminal(state)))
    if (job) await quietly(suspendJob(setup.life(new Unhurried(next)), job.jobId))
  }
  const resume = async (): Promise<void> => {
    const job = pick(setup.jobs.filter(({ suspended, state }) => suspended && !isTerminal(state)))
    if (job) await quietly(resumeJob(setup.life(new Unhurried(next)), job.jobId))
  }
  const reconcile = (): Promise<void> => quietly(setup.reconcile(new Unhurried(next)))
  const start = setup.cluster.beforeCommit
  setup.cluster.beforeCommit = (call) => {
    if (call.method === 'createPod' && next() < 0.2) throw new TransientError('KUBERNETES_UNREACHABLE', 'no answer')
    return start(call)
  }
  const steps = [deliver, deliver, deliver, deliver, finish, reconcile, suspend, resume, resume]
  const isDone = (): boolean => setup.jobs.length === JOBS && setup.jobs.every(({ state }) => isTerminal(state))
  for (let round = 0; round < ROUNDS && !isDone(); round++) {
    messages.push(...setup.queue.sent.splice(0))
    const together = Array.from({ length: 1 + Math.floor(next() * 5) }, () => pick(steps) ?? deliver)
    await Promise.all(together.map((step) => step()))
    setup.clock.advance(Math.floor(next() * 40_000))
  }
  return setup
}

describe('random arrivals, deaths and duplicates', () => {
  it.each(Array.from({ length: 16 }, (_, seed) => seed))(
    'never let more run than may, and all run: seed %i',
    async (seed) => {
      const setup = await simulate(seed)
      expect(setup.jobs.map(({ state }) => state)).toEqual(Array.from({ length: JOBS }, () => 'SUCCEEDED'))
      const { admitted, waiting } = setup.rosters.rosters.get('team-a') ?? { admitted: [], waiting: [] }
      await setup.reconcile()
      expect([...admitted, ...waiting].length).toBeLessThanOrEqual(LIMIT)
      expect(setup.started.size).toBe(JOBS)
    },
  )
})

describe('jobs that wait together', () => {
  it('run in the order of priority and age, whatever order their messages come in', async () => {
    for (let seed = 0; seed < 10; seed++) {
      const next = seededRandom(seed)
      const setup = new AdmissionSetup()
      setup.runningJobs = { default: 1, namespaces: {} }
      await setup.submit(requestOf('first'))
      const arrivals = Array.from({ length: 12 }, (_, i) => ({ id: `job-${i}`, priority: Math.floor(next() * 3) - 1 }))
      for (const { id, priority } of arrivals) {
        setup.clock.advance(1)
        await setup.submit(requestOf(id, { priority }))
      }
      const order: string[] = []
      for (let running: string | undefined = 'first'; running; ) {
        await setup.finish(running)
        const shuffled = [...setup.queue.sent.splice(0), ...arrivals.map(({ id }) => requestOf(id))].sort(
          () => next() - 0.5,
        )
        for (const request of shuffled) await setup.submit(request)
        const [job] = setup.atWork
        running = job?.source.kind === 'sqs' ? job.source.id : undefined
        if (running) order.push(running)
      }
      const best = arrivals.toSorted((a, b) => b.priority - a.priority)
      expect(order).toEqual(best.map(({ id }) => id))
    }
  })
})
