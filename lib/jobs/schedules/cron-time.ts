import { type DaysOfMonth, daysOf } from './cron-days.ts'
import { badSchedule, fieldValues, HOURS, MINUTES, MONTHS_OF_YEAR, YEARS } from './cron-field.ts'

/** What EventBridge's `cron(…)` means, on a clock on the wall. */
export interface CronTime {
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly days: DaysOfMonth
  readonly months: readonly number[]
  readonly years: readonly number[]
}

/**
 * Reads EventBridge's six fields: minutes, hours, day of month, month, day of week (1 is Sunday), year.
 *
 * @throws InvalidJobError BAD_SCHEDULE
 */
export const parseCron = (text: string): CronTime => {
  const fields = text.trim().split(/\s+/)
  const [minutes = '', hours = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = fields
  if (fields.length !== 6)
    throw badSchedule(
      `cron(${text}) has ${fields.length} fields: EventBridge wants six, "minutes hours day-of-month month day-of-week year"; ` +
        'the five fields of crontab are written without cron( )',
    )
  return {
    minutes: fieldValues(MINUTES, minutes),
    hours: fieldValues(HOURS, hours),
    days: daysOf(dayOfMonth, dayOfWeek),
    months: fieldValues(MONTHS_OF_YEAR, month),
    years: fieldValues(YEARS, year),
  }
}

const minutesOfDay = ({ hours, minutes }: CronTime): readonly number[] =>
  hours.flatMap((hour) => minutes.map((minute) => hour * 60 + minute))

/**
 * The times that the expression means, on the wall, from one on (it included): milliseconds since the epoch as if the
 * wall hung in UTC; upwards, or downwards where `direction` is -1.
 */
export function* wallTimes(cron: CronTime, from: number, direction: 1 | -1): Generator<number> {
  const turned = <T>(values: readonly T[]): readonly T[] => (direction === 1 ? values : values.toReversed())
  const start = new Date(from)
  const firstMonth = Date.UTC(start.getUTCFullYear(), start.getUTCMonth())
  const times = turned(minutesOfDay(cron))
  for (const year of turned(cron.years))
    for (const month of turned(cron.months)) {
      if ((Date.UTC(year, month - 1) - firstMonth) * direction < 0) continue
      for (const day of turned(cron.days(year, month)))
        for (const minute of times) {
          const wall = Date.UTC(year, month - 1, day, 0, minute)
          if ((wall - from) * direction >= 0) yield wall
        }
    }
}
