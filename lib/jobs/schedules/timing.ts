import { badSchedule } from './cron-field.ts'
import { type CronTime, parseCron } from './cron-time.ts'
import { fromCrontab } from './unix-cron.ts'

/** When a schedule is due, read from its expression. */
export type Timing =
  | { readonly kind: 'cron'; readonly crons: readonly CronTime[] }
  | { readonly kind: 'rate'; readonly milliseconds: number }
  /** Once, at this time on the wall of the schedule's zone: milliseconds since the epoch as if it hung in UTC. */
  | { readonly kind: 'at'; readonly wall: number }

export interface ParsedExpression {
  readonly timing: Timing
  /** The same as EventBridge Scheduler writes it: two where crontab's two day fields are both restricted. */
  readonly expressions: readonly string[]
}

const UNITS = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const

const rate = (text: string, inner: string): ParsedExpression => {
  const [, count, unit, plural] = /^([1-9]\d*) +(minute|hour|day)(s?)$/.exec(inner.trim()) ?? []
  if (!count || !unit || (count === '1') !== (plural === ''))
    throw badSchedule(`"${text}": write a rate as rate(1 minute), rate(12 hours) or rate(7 days)`)
  const milliseconds = Number(count) * UNITS[unit as keyof typeof UNITS]
  return { timing: { kind: 'rate', milliseconds }, expressions: [`rate(${count} ${unit}${plural})`] }
}

const at = (text: string, inner: string): ParsedExpression => {
  const moment = inner.trim()
  const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(moment) ? Date.parse(`${moment}Z`) : Number.NaN
  // Date.parse takes the 31st of February for the 3rd of March.
  if (Number.isNaN(wall) || !new Date(wall).toISOString().startsWith(moment))
    throw badSchedule(`"${text}": write a single time as at(2026-01-31T02:30:00), on the clock of the schedule's zone`)
  return { timing: { kind: 'at', wall }, expressions: [`at(${moment})`] }
}

const cron = (fields: readonly string[]): ParsedExpression => ({
  timing: { kind: 'cron', crons: fields.map(parseCron) },
  expressions: fields.map((it) => `cron(${it.trim().split(/\s+/).join(' ')})`),
})

/**
 * Reads `cron(…)`, `rate(…)` and `at(…)` as EventBridge Scheduler has them, and the five fields and @macros of crontab.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 * @throws InvalidJobError BAD_SCHEDULE, which says what is wrong and what would be right
 */
export const parseExpression = (expression: string): ParsedExpression => {
  const text = expression.trim()
  const [, kind, inner = ''] = /^(cron|rate|at)\((.*)\)$/.exec(text) ?? []
  if (kind === 'rate') return rate(text, inner)
  if (kind === 'at') return at(text, inner)
  if (kind === 'cron') return cron([inner])
  const fields = fromCrontab(text)
  if (fields) return cron(fields)
  throw badSchedule(
    `"${text}" is no schedule: write crontab's five fields ("30 2 * * 1-5"), cron(30 2 ? * MON-FRI *), rate(1 hour) or ` +
      'at(2026-01-31T02:30:00)',
  )
}
