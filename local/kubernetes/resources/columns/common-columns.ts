import type { ApiObject } from '../../api-object.ts'
import type { Column } from '../resource-type.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365 * DAY

const parts = (whole: number, unit: string, rest: number, restUnit: string): string =>
  rest === 0 ? `${whole}${unit}` : `${whole}${unit}${rest}${restUnit}`

/** A duration as kubectl writes it: `95s`, `4m30s`, `3h5m`, `2d`, `3y20d`; milliseconds in. */
export const humanDuration = (milliseconds: number): string => {
  const age = Math.max(0, milliseconds)
  if (age < 2 * MINUTE) return `${Math.floor(age / SECOND)}s`
  const [minutes, hours, days] = [Math.floor(age / MINUTE), Math.floor(age / HOUR), Math.floor(age / DAY)]
  if (minutes < 10) return parts(minutes, 'm', Math.floor((age % MINUTE) / SECOND), 's')
  if (hours < 3) return `${minutes}m`
  if (hours < 8) return parts(hours, 'h', minutes % 60, 'm')
  if (hours < 48) return `${hours}h`
  if (days < 8) return parts(days, 'd', hours % 24, 'h')
  if (days < 2 * 365) return `${days}d`
  const years = Math.floor(age / YEAR)
  return years < 8 ? parts(years, 'y', days % 365, 'd') : `${years}y`
}

export const ageOf = (timestamp: unknown, now: number): string =>
  typeof timestamp === 'string' ? humanDuration(now - Date.parse(timestamp)) : '<unknown>'

export const column = (
  name: string,
  cell: (object: ApiObject, now: number) => string | number,
  priority = 0,
): Column => ({ name, priority, cell })

export const nameColumn: Column = {
  name: 'Name',
  priority: 0,
  format: 'name',
  cell: (object) => object.metadata.name ?? '',
}

export const ageColumn: Column = column('Age', (object, now) => ageOf(object.metadata.creationTimestamp, now))

export const createdAtColumn: Column = column(
  'Created At',
  (object) => object.metadata.creationTimestamp ?? '<unknown>',
)
