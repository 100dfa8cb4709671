import { describe, expect, it } from 'vitest'
import { acceptRequest } from '../../lib/jobs/accept-request.ts'
import type { Job } from '../../lib/jobs/job.ts'
import { jobRequest } from '../builders/job.ts'
import { Crash, CrashPoint } from '../fakes/crash.ts'
import { InMemoryBatchNumbers } from '../fakes/in-memory-batch-numbers.ts'
import { InMemoryJobStore } from '../fakes/in-memory-job-store.ts'
import { ManualClock } from '../fakes/manual-clock.ts'
import { RecordingAnnouncer } from '../fakes/recording-announcer.ts'
import { RecordingQueue } from '../fakes/recording-queue.ts'
import { silentLog } from '../fakes/silent-log.ts'

const AWAITS_AT_MOST = 20
const REQUEST = jobRequest({ source: { kind: 'api', principal: 'jwt:alice', idempotencyKey: 'k' } })

class Setup {
  readonly store = new InMemoryJobStore()
  readonly queue = new RecordingQueue()
  readonly announcer = new RecordingAnnouncer()
  readonly batches = new InMemoryBatchNumbers()

  accept(crash?: CrashPoint) {
    const guard = <T extends object>(port: T): T => crash?.guard(port) ?? port
    const batches = guard(this.batches)
    const numbered = async (job: Job): Promise<Job> => ({ ...job, batchId: await batches.assign(job.jobId) })
    const deps = {
      store: guard(this.store),
      queue: guard(this.queue),
      announcer: guard(this.announcer),
      clock: new ManualClock(),
      log: silentLog,
    }
    return acceptRequest(deps, REQUEST, numbered)
  }
}

describe.each(['before', 'after'] as const)('a call that dies %s any await, and is made again', (when) => {
  it('leaves one job, queued, announced, and with a number that leads to it', async () => {
    let deaths = 0
    for (let at = 1; at <= AWAITS_AT_MOST; at++) {
      const setup = new Setup()
      const crash = new CrashPoint(at, when)
      await setup.accept(crash).catch((error: unknown) => expect(error).toBeInstanceOf(Crash))
      if (!crash.reached) break
      deaths++
      const { job } = await setup.accept()
      expect([...setup.store.jobs.keys()]).toEqual([job.jobId])
      expect(setup.queue.sent.length).toBeGreaterThan(0)
      for (const sent of setup.queue.sent) expect(sent).toEqual(REQUEST)
      expect([...new Set(setup.announcer.states)]).toEqual(['ACCEPTED'])
      expect(await setup.batches.jobOf(setup.store.jobs.get(job.jobId)?.batchId ?? -1)).toBe(job.jobId)
    }
    expect(deaths).toBeGreaterThan(5)
    expect(deaths).toBeLessThan(AWAITS_AT_MOST)
  })
})
