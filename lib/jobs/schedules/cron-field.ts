import { InvalidJobError } from '../../errors/sparkdrop-error.ts'

/** One field of a cron expression: what it is called, what it may hold, and the names of its values from `min` on. */
export interface CronField {
  readonly title: string
  readonly min: number
  readonly max: number
  readonly names?: readonly string[]
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
export const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] as const

export const MINUTES: CronField = { title: 'minutes', min: 0, max: 59 }
export const HOURS: CronField = { title: 'hours', min: 0, max: 23 }
export const DAYS_OF_MONTH: CronField = { title: 'day of month', min: 1, max: 31 }
export const MONTHS_OF_YEAR: CronField = { title: 'month', min: 1, max: 12, names: MONTHS }
/** EventBridge's own numbering: 1 is Sunday. */
export const DAYS_OF_WEEK: CronField = { title: 'day of week', min: 1, max: 7, names: WEEKDAYS }
export const YEARS: CronField = { title: 'year', min: 1970, max: 2199 }

export const badSchedule = (message: string): InvalidJobError => new InvalidJobError('BAD_SCHEDULE', message)

const wrong = (field: CronField, text: string, why: string): InvalidJobError =>
  badSchedule(`the field "${field.title}" of the schedule holds "${text}": ${why}`)

const numberOf = (field: CronField, text: string): number => {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1
  const value = named >= 0 ? named + field.min : /^\d+$/.test(text) ? Number(text) : Number.NaN
  if (value >= field.min && value <= field.max) return value
  const names = field.names ? ` or ${[...new Set(field.names)].join(', ')}` : ''
  throw wrong(field, text, `it must be ${field.min}-${field.max}${names}`)
}

const stepOf = (field: CronField, item: string, text: string | undefined): number => {
  if (text === undefined) return 1
  if (/^[1-9]\d*$/.test(text)) return Number(text)
  throw wrong(field, item, 'a step is a whole number above 0')
}

const itemValues = (field: CronField, item: string): readonly number[] => {
  const [range = '', stepText, ...more] = item.split('/')
  const step = stepOf(field, item, more.length > 0 ? '' : stepText)
  const [first = '', last, ...others] = range === '*' ? [String(field.min), String(field.max)] : range.split('-')
  if (others.length > 0) throw wrong(field, item, 'a range has one beginning and one end')
  const from = numberOf(field, first)
  // A step without a range goes on to the end of the field.
  const to = last === undefined ? (stepText === undefined ? from : field.max) : numberOf(field, last)
  if (from > to) throw wrong(field, item, 'a range goes upwards')
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step)
}

/**
 * The values that a field stands for, ascending: lists, ranges, steps and names.
 *
 * @throws InvalidJobError BAD_SCHEDULE, which names the field and what is wrong in it
 */
export const fieldValues = (field: CronField, text: string): readonly number[] =>
  [...new Set(text.split(',').flatMap((item) => itemValues(field, item)))].sort((a, b) => a - b)
