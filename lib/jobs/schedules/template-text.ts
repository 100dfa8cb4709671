import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { instantNear, wallAt } from './zoned-time.ts'

/** What a template is rendered for. */
export interface Occasion {
  /** The scheduled time: milliseconds since the epoch. */
  readonly at: number
  readonly timezone: string
  readonly namespace: string
  readonly name: string
}

const MINUTE_MS = 60_000
const SPARKS_OWN = new Set(['APP_ID', 'EXECUTOR_ID', 'SPARK_VERSION'])
const EXPRESSION = /\{\{((?:"[^"]*"|.)*?)\}\}/gs
const DATE = /^(\w+)((?:\s*[+-]\s*\d+\s*(?:min|mo|[hdwmy]))*)\s*(?:\|\s*(.*\S))?$/s
const STEP = /([+-])\s*(\d+)\s*(min|mo|[hdwmy])/g

const bad = (text: string, why: string): InvalidJobError => new InvalidJobError('BAD_TEMPLATE', `{{${text}}}: ${why}`)

const two = (value: number): string => String(value).padStart(2, '0')

const offset = (wall: number, instant: number): string => {
  const minutes = Math.round((wall - instant) / MINUTE_MS)
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

interface Moment {
  readonly instant: number
  readonly wall: number
}

const day = ({ wall }: Moment): Date => new Date(wall)
const dayOfYear = (date: Date): number =>
  Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0)) / 86_400_000) + 1

/** strftime's letters, on the clock of the schedule's zone. */
const LETTERS: Readonly<Record<string, (moment: Moment) => string>> = {
  Y: (it) => String(day(it).getUTCFullYear()),
  y: (it) => two(day(it).getUTCFullYear() % 100),
  m: (it) => two(day(it).getUTCMonth() + 1),
  d: (it) => two(day(it).getUTCDate()),
  H: (it) => two(day(it).getUTCHours()),
  M: (it) => two(day(it).getUTCMinutes()),
  S: (it) => two(day(it).getUTCSeconds()),
  j: (it) => String(dayOfYear(day(it))).padStart(3, '0'),
  u: (it) => String(day(it).getUTCDay() || 7),
  s: ({ instant }) => String(Math.floor(instant / 1000)),
  z: ({ wall, instant }) => offset(wall, instant).replace(':', ''),
  '%': () => '%',
}

const VARIABLES: Readonly<Record<string, (moment: Moment) => string>> = {
  scheduled_time: ({ instant }) => new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z'),
  ts: (it) => `${day(it).toISOString().slice(0, 19)}${offset(it.wall, it.instant)}`,
  ts_nodash: (it) => day(it).toISOString().slice(0, 19).replaceAll(/[-:]/g, ''),
  ds: (it) => day(it).toISOString().slice(0, 10),
  ds_nodash: (it) => day(it).toISOString().slice(0, 10).replaceAll('-', ''),
  epoch: ({ instant }) => String(Math.floor(instant / 1000)),
}

const formatted = (text: string, format: string, moment: Moment): string =>
  format.replaceAll(/%(.?)/gs, (_, letter: string) => {
    const write = Object.hasOwn(LETTERS, letter) ? LETTERS[letter] : undefined
    if (write) return write(moment)
    throw bad(text, `%${letter} is no format; there are %${Object.keys(LETTERS).join(' %')}`)
  })

/** The same day of another month, or that month's last day where it is shorter. */
const monthsLater = (wall: number, months: number): number => {
  const date = new Date(wall)
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + months]
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate()
  return Date.UTC(year, month, Math.min(date.getUTCDate(), last)) + (wall % 86_400_000)
}

const DAYS: Readonly<Record<string, number>> = { d: 1, w: 7 }
const MONTHS: Readonly<Record<string, number>> = { mo: 1, y: 12 }
const MINUTES: Readonly<Record<string, number>> = { m: 1, min: 1, h: 60 }

const shifted = (timezone: string, { instant, wall }: Moment, count: number, unit: string): Moment => {
  const minutes = MINUTES[unit]
  if (minutes) {
    const later = instant + count * minutes * MINUTE_MS
    return { instant: later, wall: wallAt(timezone, later) }
  }
  const days = DAYS[unit]
  const later = days ? wall + count * days * 86_400_000 : monthsLater(wall, count * (MONTHS[unit] ?? 1))
  return { instant: instantNear(timezone, later), wall: later }
}

const KNOWN = [...Object.keys(VARIABLES), 'schedule_name', 'namespace'].join(', ')

const date = (text: string, { at, timezone }: Occasion): string => {
  const [, name = '', steps = '', format] = DATE.exec(text.trim()) ?? []
  const write = Object.hasOwn(VARIABLES, name) ? VARIABLES[name] : undefined
  if (!write) throw bad(text, `there is no such variable; there are ${KNOWN}`)
  let moment: Moment = { instant: at, wall: wallAt(timezone, at) }
  for (const [, sign, count, unit = ''] of steps.matchAll(STEP))
    moment = shifted(timezone, moment, Number(count) * (sign === '-' ? -1 : 1), unit)
  return format === undefined ? write(moment) : formatted(text, format, moment)
}

/**
 * A text with the variables of the scheduled time filled in; docs/schedules.md lists them. `{{APP_ID}}` and the like stay:
 * they are Spark's own. `{{ "text" }}` is the text itself.
 *
 * @throws InvalidJobError BAD_TEMPLATE for a variable or a format that there is not
 */
export const renderText = (template: string, occasion: Occasion): string =>
  template.replaceAll(EXPRESSION, (whole, text: string) => {
    const inner = text.trim()
    if (SPARKS_OWN.has(inner)) return whole
    if (/^"[^"]*"$/.test(inner)) return inner.slice(1, -1)
    if (inner === 'schedule_name') return occasion.name
    if (inner === 'namespace') return occasion.namespace
    return date(text, occasion)
  })
