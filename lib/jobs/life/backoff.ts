import type { RestartPolicy } from '../../../events/job-life.ts'

/** Seconds to wait before the `n`th try in a row: the first wait, doubled each time, up to the longest. */
export const backoffSeconds = ({ backoffSeconds, maxBackoffSeconds }: RestartPolicy, n: number): number =>
  Math.min(maxBackoffSeconds, backoffSeconds * 2 ** (n - 1))

/** So many seconds after `at`: ISO 8601, UTC. */
export const secondsAfter = (at: string, seconds: number): string =>
  new Date(Date.parse(at) + seconds * 1000).toISOString()
