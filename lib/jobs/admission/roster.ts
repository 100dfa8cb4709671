/** A job's attempt that was let in: it has a slot until it is over. */
export interface Admitted {
  readonly jobId: string
  readonly attempt: number
  /** The hash of its concurrency key, where it has one. */
  readonly key?: string
  /** The revision of the roster that gave it: the job's record names it before a driver may be claimed. */
  readonly slot: number
  /** When it was given, or when the job was last woken for it: ISO 8601, UTC. */
  readonly at: string
}

/** A job's attempt that waits to be let in. */
export interface Waiting {
  readonly jobId: string
  readonly attempt: number
  readonly key?: string
  /** How many of its key may run beside it, itself counted; what a job without a key says here means nothing. */
  readonly keyLimit: number
  readonly priority: number
  /** Since when it waits, wherever it was meanwhile: ISO 8601, UTC. */
  readonly since: string
}

/** Who runs and who waits, of a namespace's jobs that a limit holds for. One record, so that one condition guards all of it. */
export interface Roster {
  readonly namespace: string
  /** Grows by one with every write: the condition of the next. */
  readonly revision: number
  /** How many may run, as it was last read of the settings; absent: as many as the roster holds. */
  readonly runningLimit?: number
  readonly admitted: readonly Admitted[]
  /** Best first. */
  readonly waiting: readonly Waiting[]
  /** Whether others wait that rank below these and had no room here. */
  readonly more: boolean
}

/** What hinders a job from being let in. */
export type Hindrance = 'namespace' | 'key' | 'roster'

/** With these and its longest texts a roster takes some 270 KB; a record of DynamoDB holds 400 KB. */
export const ROOM = { admitted: 1000, waiting: 1000 } as const

export const emptyRoster = (namespace: string): Roster => ({
  namespace,
  revision: 0,
  admitted: [],
  waiting: [],
  more: false,
})

/** Priority first, then age; the id only so that there is one order. */
export const compareWaiting = (a: Waiting, b: Waiting): number =>
  b.priority - a.priority || compareText(a.since, b.since) || compareText(a.jobId, b.jobId)

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** What keeps the job from being let in as the roster is; undefined where nothing does. */
export const hindrance = (
  roster: Roster,
  { key, keyLimit }: Pick<Waiting, 'key' | 'keyLimit'>,
): Hindrance | undefined => {
  const { admitted, runningLimit = Number.POSITIVE_INFINITY } = roster
  if (admitted.length >= runningLimit) return 'namespace'
  if (admitted.length >= ROOM.admitted) return 'roster'
  if (key !== undefined && admitted.filter((one) => one.key === key).length >= keyLimit) return 'key'
  return undefined
}

/** Whether the roster knows any attempt of the job. */
export const isListed = ({ admitted, waiting }: Roster, jobId: string): boolean =>
  [...admitted, ...waiting].some((entry) => entry.jobId === jobId)

export const admittedAs = ({ jobId, attempt, key }: Waiting, slot: number, at: string): Admitted => ({
  jobId,
  attempt,
  ...(key === undefined ? {} : { key }),
  slot,
  at,
})

/**
 * The roster with all let in that may be, best first. Who waits for its key holds up nobody but those of the same key, and
 * who comes later never goes before who is better and waits.
 */
export const letIn = (roster: Roster, at: string): Roster => {
  const slot = roster.revision + 1
  let now = roster
  for (const one of roster.waiting) {
    if (hindrance(now, one)) continue
    now = {
      ...now,
      admitted: [...now.admitted, admittedAs(one, slot, at)],
      waiting: now.waiting.filter((other) => other !== one),
    }
  }
  return now
}

/**
 * The roster with the job waiting in its place. Where others wait that have no room here, it is told apart from them only
 * where it ranks above the last that has: else it waits with them.
 */
export const enlist = (roster: Roster, one: Waiting): Roster => {
  const all = [...roster.waiting, one].sort(compareWaiting)
  if (roster.more && all.at(-1) === one) return roster
  return { ...roster, waiting: all.slice(0, ROOM.waiting), more: roster.more || all.length > ROOM.waiting }
}

/** The roster without those that are said to be gone; the same where nobody is. */
export const withoutGone = (roster: Roster, gone: (entry: Admitted | Waiting) => boolean): Roster => {
  if (![...roster.admitted, ...roster.waiting].some(gone)) return roster
  return {
    ...roster,
    admitted: roster.admitted.filter((entry) => !gone(entry)),
    waiting: roster.waiting.filter((entry) => !gone(entry)),
  }
}

/** The roster with the limit as the settings have it now; the same where it has that. */
export const withLimit = (roster: Roster, runningLimit: number | undefined): Roster => {
  if (roster.runningLimit === runningLimit) return roster
  const { runningLimit: _before, ...rest } = roster
  return runningLimit === undefined ? rest : { ...rest, runningLimit }
}
