import {
  badSchedule,
  type CronField,
  DAYS_OF_MONTH,
  fieldValues,
  HOURS,
  MINUTES,
  MONTHS_OF_YEAR,
  WEEKDAYS,
} from './cron-field.ts'

/** crontab's own numbering: 0 and 7 are Sunday. */
const CRONTAB_WEEKDAYS: CronField = { title: 'day of week', min: 0, max: 7, names: [...WEEKDAYS, 'SUN'] }

const MACROS: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

const isStar = (text: string): boolean => text === '*' || text === '*/1'

const values = (field: CronField, text: string): string => (isStar(text) ? '*' : fieldValues(field, text).join(','))

/** By name, so that no numbering is meant but the one that everybody reads. */
const weekdays = (text: string): string =>
  [...new Set(fieldValues(CRONTAB_WEEKDAYS, text).map((day) => day % 7))]
    .sort((a, b) => a - b)
    .map((day) => WEEKDAYS[day])
    .join(',')

/**
 * The five fields of crontab, or one of its @macros, in EventBridge's six; undefined where the text is neither.
 *
 * crontab runs a job on the days that *either* of its two day fields names, where both are restricted. EventBridge takes
 * one of the two at a time, so that makes two expressions; what both of them fire is one job by its name.
 *
 * @returns one or two expressions, without the `cron( )` around them
 * @throws InvalidJobError BAD_SCHEDULE, also where crontabs differ in what they mean
 */
export const fromCrontab = (text: string): readonly string[] | undefined => {
  const fields = (MACROS[text.trim().toLowerCase()] ?? text).trim().split(/\s+/)
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = fields
  if (fields.length !== 5) return undefined
  const time = `${values(MINUTES, minute)} ${values(HOURS, hour)}`
  const months = values(MONTHS_OF_YEAR, month)
  const byMonth = `${time} ${values(DAYS_OF_MONTH, dayOfMonth)} ${months} ? *`
  if (isStar(dayOfWeek)) return [byMonth]
  const byWeek = `${time} ? ${months} ${weekdays(dayOfWeek)} *`
  if (isStar(dayOfMonth)) return [byWeek]
  if (dayOfMonth.startsWith('*') || dayOfWeek.startsWith('*'))
    throw badSchedule(
      `"${text}" restricts both day fields, one of them by a step from *: some crons take the days that fit both, others ` +
        'those that fit either; write the days out, such as 1-31/2',
    )
  return [byMonth, byWeek]
}
