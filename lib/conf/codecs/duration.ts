import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { javaTrim } from './java-trim.ts'

const MICROSECONDS = {
  us: 1n,
  ms: 1_000n,
  s: 1_000_000n,
  m: 60_000_000n,
  min: 60_000_000n,
  h: 3_600_000_000n,
  d: 86_400_000_000n,
} as const
const HOW_TO =
  'Time must be specified as seconds (s), milliseconds (ms), microseconds (us), minutes (m or min), hour (h), or day ' +
  '(d). E.g. 50s, 100ms, or 250us.'

export type TimeUnit = keyof typeof MICROSECONDS

const fail = (text: string, problem: string): never => {
  throw new InvalidJobError('INVALID_DURATION', `${HOW_TO}\n${problem}`, { details: { value: text } })
}

/**
 * A Spark time (`30s`, `250ms`, `1h`) in whole `unit`s, cut towards zero; a number alone is in `unit`s already.
 *
 * Follows JavaUtils.timeStringAs, its words included.
 * @throws InvalidJobError INVALID_DURATION
 */
export function parseDuration(text: string, unit: TimeUnit): number {
  const [, digits, suffix] = /^(-?[0-9]+)([a-z]+)?$/.exec(javaTrim(text.toLowerCase())) ?? []
  if (digits === undefined) return fail(text, `Failed to parse time string: ${text}`)
  if (suffix !== undefined && !Object.hasOwn(MICROSECONDS, suffix)) fail(text, `Invalid suffix: "${suffix}"`)
  return Number((BigInt(digits) * MICROSECONDS[(suffix ?? unit) as TimeUnit]) / MICROSECONDS[unit])
}
