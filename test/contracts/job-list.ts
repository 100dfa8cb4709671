import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Job } from '../../lib/jobs/job.ts'
import type { JobQuery, JobStore } from '../../lib/jobs/job-store.ts'
import { job, jobRequest } from '../builders/job.ts'

/** Names that no other test's jobs have, since a store may hold theirs too. */
const namespaces = () => {
  const unique = randomUUID().slice(0, 8)
  return { a: `a-${unique}`, b: `b-${unique}` }
}

let made = 0

const put = async (store: JobStore, namespace: string, overrides: Partial<Job> = {}): Promise<Job> => {
  const createdAt = new Date(Date.UTC(2026, 0, 1) + made++ * 1000).toISOString()
  const jobId = randomUUID().replaceAll('-', '')
  const request = jobRequest(namespace ? { namespace } : {})
  const stored = job({ jobId, createdAt, namespace, request, ...overrides })
  await store.create(stored)
  return stored
}

const ids = (jobs: readonly Job[]): readonly string[] => jobs.map(({ jobId }) => jobId)

const pagesOf = async (store: JobStore, query: JobQuery): Promise<readonly (readonly string[])[]> => {
  const pages: (readonly string[])[] = []
  let cursor: string | undefined
  do {
    const { jobs, next } = await store.list({ ...query, ...(cursor ? { cursor } : {}) })
    pages.push(ids(jobs))
    cursor = next
  } while (cursor)
  return pages
}

/** What the list of every job store has to do. */
export const jobListContract = (name: string, open: () => JobStore): void => {
  describe(`the list of the job store ${name}`, () => {
    it('gives whole jobs, those that were made last first', async () => {
      const [store, { a }] = [open(), namespaces()]
      const [first, second] = [await put(store, a), await put(store, a, { state: 'FAILED', reason: 'OOM' })]
      expect(await store.list({ namespaces: [a], limit: 10 })).toEqual({ jobs: [second, first] })
    })

    it('gives page after page, none twice and none left out', async () => {
      const [store, { a, b }] = [open(), namespaces()]
      const jobs: Job[] = []
      for (let i = 0; i < 7; i++) jobs.unshift(await put(store, i % 3 === 0 ? a : b))
      const all = ids(jobs)
      const pages = await pagesOf(store, { namespaces: [a, b], limit: 3 })
      expect(pages).toEqual([all.slice(0, 3), all.slice(3, 6), all.slice(6)])
    })

    it('has no next page where the last one is just full', async () => {
      const [store, { a }] = [open(), namespaces()]
      await put(store, a)
      await put(store, a)
      expect((await store.list({ namespaces: [a], limit: 2 })).next).toBeUndefined()
    })

    it('is not upset by what is made between two pages', async () => {
      const [store, { a }] = [open(), namespaces()]
      const [first, second] = [await put(store, a), await put(store, a)]
      const { jobs, next = '' } = await store.list({ namespaces: [a], limit: 1 })
      await put(store, a)
      expect(ids([...jobs, ...(await store.list({ namespaces: [a], limit: 9, cursor: next })).jobs])).toEqual(
        ids([second, first]),
      )
    })

    it('knows jobs of the same moment apart', async () => {
      const [store, { a }] = [open(), namespaces()]
      const createdAt = '2026-01-01T00:00:00.000Z'
      for (let i = 0; i < 4; i++) await put(store, a, { createdAt })
      const pages = await pagesOf(store, { namespaces: [a], limit: 1 })
      expect(new Set(pages.flat()).size).toBe(4)
    })

    it('keeps to the namespaces that are asked for, and without any gives every job, also one that names none', async () => {
      const [store, { a, b }] = [open(), namespaces()]
      const [own, other] = [await put(store, a), await put(store, b)]
      const nowhere = await put(store, '', { createdAt: '2027-01-01T00:00:00.000Z' })
      expect(ids((await store.list({ namespaces: [a], limit: 10 })).jobs)).toEqual([own.jobId])
      const everything = (await pagesOf(store, { limit: 100 })).flat()
      expect(everything).toEqual(expect.arrayContaining([...ids([own, other, nowhere])]))
      expect(await store.list({ namespaces: [], limit: 10 })).toEqual({ jobs: [] })
    })

    it('keeps to states as they are now', async () => {
      const [store, { a }] = [open(), namespaces()]
      const [running, ending] = [await put(store, a, { state: 'RUNNING' }), await put(store, a, { state: 'RUNNING' })]
      await store.replace({ ...ending, state: 'FAILED', revision: 2 })
      expect(ids((await store.list({ namespaces: [a], states: ['RUNNING'], limit: 10 })).jobs)).toEqual([running.jobId])
      const both = await store.list({ namespaces: [a], states: ['RUNNING', 'FAILED'], limit: 10 })
      expect(ids(both.jobs)).toEqual(ids([ending, running]))
      expect(await store.list({ namespaces: [a], states: [], limit: 10 })).toEqual({ jobs: [] })
    })

    it('keeps to a kind of source, to the beginning of a name, and to what has a number', async () => {
      const [store, { a }] = [open(), namespaces()]
      const message = await put(store, a, { source: { kind: 'sqs', id: '1' } })
      const named = await put(store, a, { request: jobRequest({ namespace: a, name: 'nightly-report' }) })
      const numbered = await put(store, a, { batchId: 7 })
      const found = async (query: Partial<JobQuery>) =>
        ids((await store.list({ namespaces: [a], limit: 1, ...query })).jobs)
      expect(await found({ source: 'sqs' })).toEqual([message.jobId])
      expect(await found({ namePrefix: 'nightly-' })).toEqual([named.jobId])
      expect(await found({ namePrefix: 'report' })).toEqual([])
      expect(await found({ numbered: true })).toEqual([numbered.jobId])
    })
  })
}
