import { badSchedule } from './cron-field.ts'

/**
 * Times on the wall of a zone are milliseconds since the epoch as if that wall hung in UTC, so that they can be counted
 * with; instants are milliseconds since the epoch.
 */
const DAY_MS = 86_400_000

const formats = new Map<string, Intl.DateTimeFormat>()

const formatFor = (timezone: string): Intl.DateTimeFormat => {
  const known = formats.get(timezone)
  if (known) return known
  const numeric = 'numeric' as const
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: timezone,
    hourCycle: 'h23',
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  })
  formats.set(timezone, made)
  return made
}

/** Throws InvalidJobError BAD_SCHEDULE where this is no zone of the IANA time zone database. */
export const checkTimezone = (timezone: string): void => {
  try {
    if (!/^[A-Za-z]/.test(timezone)) throw new RangeError('an offset is no zone')
    formatFor(timezone)
  } catch {
    throw badSchedule(`"${timezone}" is no time zone: name one of the IANA database, such as Europe/Berlin or UTC`)
  }
}

/** What the wall in the zone shows at this instant. */
export const wallAt = (timezone: string, instant: number): number => {
  if (timezone === 'UTC') return instant
  const parts = formatFor(timezone).formatToParts(instant)
  const [year, month, day, hour, minute, second] = (['year', 'month', 'day', 'hour', 'minute', 'second'] as const).map(
    (type) => Number(parts.find((part) => part.type === type)?.value),
  )
  const wholeSeconds = Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second)
  return wholeSeconds + (((instant % 1000) + 1000) % 1000)
}

const offsetAt = (timezone: string, instant: number): number => wallAt(timezone, instant) - instant

/**
 * The first instant at which the wall shows this time; undefined where it never does, since the clock is put forward over
 * it. A time that is shown twice, since the clock is put back, counts once, as EventBridge Scheduler has it.
 */
export const instantOf = (timezone: string, wall: number): number | undefined => {
  const offsets = [offsetAt(timezone, wall - DAY_MS), offsetAt(timezone, wall + DAY_MS)]
  const instants = offsets.map((offset) => wall - offset).filter((it) => wallAt(timezone, it) === wall)
  return instants.length === 0 ? undefined : Math.min(...instants)
}

/** As `instantOf`; a time that is left out is as long after the change as it would have been without it. */
export const instantNear = (timezone: string, wall: number): number =>
  instantOf(timezone, wall) ?? wall - offsetAt(timezone, wall - DAY_MS)
