import type { Clock } from '../ports/clock.ts'
import type { Random } from '../ports/random.ts'
import { systemClock } from '../system/system-clock.ts'

/** Time and chance as this folder needs them: one value to pass in, and one to step by hand in tests. */
export interface Timers extends Clock, Random {
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts: look at the signal to know which. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The time and the chance of this process. */
export const systemTimers: Timers = {
  ...systemClock,
  next: () => Math.random(),
  // Not Node's own, which makes an error with its stack for each sleep that is cut short: some are a thousand times a second.
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve()
      const end = () => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', end)
        resolve()
      }
      const timer = setTimeout(end, ms)
      signal?.addEventListener('abort', end)
    }),
}
