import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Fetch } from './fetch-plan.ts'
import type { ObjectFetcher } from './object-fetcher.ts'

const AT_ONCE = 16

/** Brings all objects, several at a time. @throws the first failure, once the ones under way have ended */
export const fetchDependencies = async (fetcher: ObjectFetcher, fetches: readonly Fetch[]): Promise<void> => {
  const waiting = [...fetches]
  let failed = false
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !failed; next = waiting.shift()) {
      try {
        await mkdir(dirname(next.file), { recursive: true })
        await fetcher.fetch(next, next.file)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const ends = await Promise.allSettled(Array.from({ length: Math.min(AT_ONCE, fetches.length) }, work))
  const first = ends.find((end) => end.status === 'rejected')
  if (first) throw first.reason
}
