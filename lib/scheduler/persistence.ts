import { KubernetesError } from '../errors/kubernetes-error.ts'
import type { Log } from '../ports/log.ts'
import type { Random } from '../ports/random.ts'
import { retryDelay } from './retry-delay.ts'
import type { Timers } from './timers.ts'

export interface PersistenceDeps {
  readonly timers: Timers
  readonly random: Random
  readonly log: Log
}

/** What no waiting will change is tried so often all the same: rights may arrive a moment after the one who has them. */
const MOST_REFUSALS = 5

const isRefusal = (error: unknown): boolean => error instanceof KubernetesError && !error.retryable

/**
 * Does something until it works or the signal aborts.
 * @param what in words, for the log: `list the executors`
 * @throws KubernetesError where the API server refuses it again and again
 */
export async function persist<T>(
  what: string,
  attempt: () => Promise<T>,
  { timers, random, log }: PersistenceDeps,
  signal: AbortSignal,
): Promise<T | undefined> {
  let refusals = 0
  for (let failures = 1; !signal.aborted; failures++) {
    try {
      return await attempt()
    } catch (error) {
      if (isRefusal(error) && ++refusals >= MOST_REFUSALS) throw error
      log.warn(`cannot ${what}; it is tried again`, { error })
      await timers.sleep(retryDelay(failures, random), signal)
    }
  }
  return undefined
}
