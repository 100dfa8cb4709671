import { badSchedule, DAYS_OF_MONTH, DAYS_OF_WEEK, fieldValues } from './cron-field.ts'

/** The days of one month that a cron expression means, ascending. Months count from 1. */
export type DaysOfMonth = (year: number, month: number) => readonly number[]

const lastDay = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

/** 1 for Sunday. */
const weekday = (year: number, month: number, day: number): number =>
  new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1

const isWorkday = (year: number, month: number, day: number): boolean =>
  ![1, 7].includes(weekday(year, month, day)) && day >= 1 && day <= lastDay(year, month)

const NEAREST = [0, -1, 1, -2, 2]

/** The workday that is nearest to this day and in the same month; none where the month has no such day. */
const nearestWorkday = (year: number, month: number, day: number): readonly number[] => {
  if (day > lastDay(year, month)) return []
  const step = NEAREST.find((it) => isWorkday(year, month, day + it)) ?? 0
  return [day + step]
}

const together =
  (parts: readonly DaysOfMonth[]): DaysOfMonth =>
  (year, month) =>
    [...new Set(parts.flatMap((part) => part(year, month)))].sort((a, b) => a - b)

const allDays: DaysOfMonth = (year, month) => Array.from({ length: lastDay(year, month) }, (_, i) => i + 1)

const ofMonth = (item: string): DaysOfMonth => {
  if (item === 'L') return (year, month) => [lastDay(year, month)]
  if (item === 'LW') return (year, month) => nearestWorkday(year, month, lastDay(year, month))
  const near = /^(\d+)W$/.exec(item)?.[1]
  const days = fieldValues(DAYS_OF_MONTH, near ?? item)
  if (near) return (year, month) => nearestWorkday(year, month, days[0] ?? 1)
  return (year, month) => days.filter((day) => day <= lastDay(year, month))
}

const nth = (text: string, which: string): DaysOfMonth => {
  if (!/^[1-5]$/.test(which)) throw badSchedule(`"${text}#${which}" in the day of week: after # comes 1 to 5`)
  const [day] = fieldValues(DAYS_OF_WEEK, text)
  return (year, month) => {
    const all = allDays(year, month).filter((it) => weekday(year, month, it) === day)
    return all.slice(Number(which) - 1, Number(which))
  }
}

const ofWeek = (item: string): DaysOfMonth => {
  const [day = '', which] = item.split('#')
  if (which !== undefined) return nth(day, which)
  const last = /^(.+)L$/.exec(item)?.[1]
  const days = fieldValues(DAYS_OF_WEEK, last ?? (item === 'L' ? '7' : item))
  return (year, month) =>
    allDays(year, month).filter(
      (it) => days.includes(weekday(year, month, it)) && (!last || it + 7 > lastDay(year, month)),
    )
}

/**
 * The days that EventBridge's two fields for them mean, with `L`, `W` and `#`. One of the two has to be `?`.
 *
 * @throws InvalidJobError BAD_SCHEDULE
 */
export const daysOf = (dayOfMonth: string, dayOfWeek: string): DaysOfMonth => {
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    throw badSchedule(
      `day of month "${dayOfMonth}" and day of week "${dayOfWeek}": EventBridge wants "?" in exactly one of them`,
    )
  if (dayOfWeek === '?') return together(dayOfMonth.toUpperCase().split(',').map(ofMonth))
  const items = dayOfWeek.toUpperCase().split(',')
  if (items.length > 1 && dayOfWeek.includes('#'))
    throw badSchedule(`day of week "${dayOfWeek}": with # there is room for one day only`)
  return together(items.map(ofWeek))
}
