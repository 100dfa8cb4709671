import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Job } from '../../lib/jobs/job.ts'
import type { JobStore } from '../../lib/jobs/job-store.ts'
import { job } from '../builders/job.ts'

const fresh = (overrides: Partial<Job> = {}): Job => job({ jobId: randomUUID().replaceAll('-', ''), ...overrides })

const openIds = async (store: JobStore): Promise<readonly string[]> => {
  const ids: string[] = []
  for await (const { jobId } of store.listOpen()) ids.push(jobId)
  return ids
}

/** What every job store has to do, whatever keeps the jobs. */
export const jobStoreContract = (name: string, open: () => JobStore): void => {
  describe(`the job store ${name}`, () => {
    it('gives back what was put, to the last field', async () => {
      const store = open()
      const put = fresh({
        state: 'RUNNING',
        message: 'wörds, "quoted"',
        driver: { name: 'pi-driver', uid: 'u1' },
        executors: { pending: 1, running: 2, succeeded: 0, failed: 0, started: 2, at: '2026-01-01T00:00:01.000Z' },
      })
      expect(await store.create(put)).toBe(true)
      expect(await store.get(put.jobId)).toEqual(put)
    })

    it('knows nothing of a job that was never put', async () => {
      expect(await open().get(fresh().jobId)).toBeUndefined()
    })

    it('creates a job once, and keeps the first', async () => {
      const store = open()
      const first = fresh()
      await store.create(first)
      expect(await store.create({ ...first, message: 'second' })).toBe(false)
      expect(await store.get(first.jobId)).toEqual(first)
    })

    it('replaces a job only where nobody else did since it was read', async () => {
      const store = open()
      const first = fresh()
      await store.create(first)
      const second: Job = { ...first, state: 'SUBMITTED', revision: 2 }
      expect(await store.replace(second)).toBe(true)
      expect(await store.replace({ ...first, state: 'RUNNING', revision: 2 })).toBe(false)
      expect(await store.get(first.jobId)).toEqual(second)
    })

    it('replaces no job that is not there', async () => {
      const store = open()
      const missing = fresh({ revision: 2 })
      expect(await store.replace(missing)).toBe(false)
      expect(await store.get(missing.jobId)).toBeUndefined()
    })

    it('lists the jobs that have not ended, and no longer those that have', async () => {
      const store = open()
      const [running, ending] = [fresh({ state: 'RUNNING' }), fresh({ state: 'RUNNING' })]
      await store.create(running)
      await store.create(ending)
      await store.replace({ ...ending, state: 'FAILED', revision: 2 })
      const ids = await openIds(store)
      expect(ids).toContain(running.jobId)
      expect(ids).not.toContain(ending.jobId)
    })

    it('lists the same open jobs, wherever it begins', async () => {
      const store = open()
      const running = fresh({ state: 'RUNNING' })
      await store.create(running)
      for (const turn of [0, 1, 7, 29_000_001]) {
        const ids: string[] = []
        for await (const { jobId } of store.listOpen(turn)) ids.push(jobId)
        expect(ids.filter((id) => id === running.jobId)).toHaveLength(1)
      }
    })

    it('lists the jobs about which something is due, ended or not, until nothing is', async () => {
      const store = open()
      const dueAt = '2026-01-01T00:10:00.000Z'
      const [retrying, ended, later, done] = [
        fresh({ state: 'RETRYING', dueAt }),
        fresh({ state: 'FAILED', dueAt }),
        fresh({ state: 'RETRYING', dueAt: '2026-01-01T00:10:00.001Z' }),
        fresh({ state: 'FAILED', dueAt }),
      ]
      for (const job of [retrying, ended, later, done]) await store.create(job)
      const { dueAt: _dueAt, ...undue } = done
      await store.replace({ ...undue, revision: 2 })
      const due = new Map<string, Job>()
      for await (const job of store.listDue(dueAt)) due.set(job.jobId, job)
      expect(due.get(retrying.jobId)).toEqual(retrying)
      expect(due.has(ended.jobId)).toBe(true)
      expect(due.has(later.jobId) || due.has(done.jobId)).toBe(false)
    })

    it('lets one of many writers at once be first', async () => {
      const store = open()
      const first = fresh()
      await store.create(first)
      const writers = Array.from({ length: 8 }, (_, i) => store.replace({ ...first, message: String(i), revision: 2 }))
      expect((await Promise.all(writers)).filter(Boolean)).toHaveLength(1)
    })
  })
}
