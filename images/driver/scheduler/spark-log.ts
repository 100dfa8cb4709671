import type { Log, LogFields } from '../../../lib/ports/log.ts'

const two = (value: number): string => String(value).padStart(2, '0')

/** As Spark's log has it: `26/11/21 07:01:20`. */
const stamp = (at: Date): string =>
  `${two(at.getUTCFullYear() % 100)}/${two(at.getUTCMonth() + 1)}/${two(at.getUTCDate())} ` +
  `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())}`

const fieldsOf = (fields: LogFields | undefined): string =>
  fields === undefined || Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields)}`

/** A log whose lines look like those of Spark's own, among which they stand. */
export const sparkLog = (now: () => number, write: (line: string) => void): Log => {
  const at = (level: string) => (message: string, fields?: LogFields) =>
    write(`${stamp(new Date(now()))} ${level} SchedulerLoop: ${message}${fieldsOf(fields)}\n`)
  return { debug: () => undefined, info: at('INFO'), warn: at('WARN'), error: at('ERROR') }
}
