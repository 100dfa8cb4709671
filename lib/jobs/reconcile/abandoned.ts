/** Twice what submit-job may take: nobody is at work any more on what has not changed for so long. */
const ABANDONED_MS = 120_000

/** Whether what was last touched then (ISO 8601) is surely not being worked on. */
export const isAbandoned = (now: number, since: string | undefined): boolean =>
  since !== undefined && now - Date.parse(since) >= ABANDONED_MS

/** The first moment at which that is so, in milliseconds since the epoch. */
export const abandonedFrom = (since: string): number => Date.parse(since) + ABANDONED_MS
