/** Where the domain gets its time from. */
export interface Clock {
  /** Wall-clock time in milliseconds since the epoch: for records, never for measuring how long something took. */
  now(): number
  /** Milliseconds on a clock that only goes forward: for ages and timeouts within one process. */
  monotonic(): number
}
