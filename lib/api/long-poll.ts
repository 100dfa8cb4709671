/** API Gateway ends a request after 30 seconds, so that an answer has to come well before. */
export const LONGEST_WAIT_SECONDS = 20

const PAUSE_MS = 1_000

export interface LongPoll {
  /** Milliseconds that only go forward. */
  readonly monotonic: () => number
  readonly sleep: (ms: number) => Promise<void>
}

/** Looks again and again until there is something to tell, at most for so many seconds. Gives what was seen last. */
export const longPoll = async <T>(
  { monotonic, sleep }: LongPoll,
  seconds: number,
  look: () => Promise<T>,
  hasNews: (seen: T) => boolean,
): Promise<T> => {
  const deadline = monotonic() + seconds * 1000
  for (;;) {
    const seen = await look()
    const left = deadline - monotonic()
    if (hasNews(seen) || left <= 0) return seen
    await sleep(Math.min(PAUSE_MS, left))
  }
}
