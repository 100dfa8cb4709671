import type { TimeLeft } from './time-left.ts'

/**
 * Works through items as they come, so many at a time, and begins none when the time is over.
 *
 * @returns whether all items were worked through
 */
export const inParallel = async <T>(
  items: AsyncIterable<T>,
  atOnce: number,
  time: TimeLeft,
  work: (item: T) => Promise<void>,
): Promise<boolean> => {
  const rest = items[Symbol.asyncIterator]()
  let finished = false
  const one = async (): Promise<void> => {
    while (!finished && !time.isOver()) {
      const { done, value } = await rest.next()
      if (done) finished = true
      else await work(value)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, one))
  return finished
}
