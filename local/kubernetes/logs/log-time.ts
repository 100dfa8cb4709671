import { badRequest } from '../api-error.ts'

const RFC3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
const NANOSECONDS = 1_000_000_000n

/** As a kubelet puts it in front of a line: always with nine digits of the second. */
export function formatLogTime(nanoseconds: bigint): string {
  const seconds = new Date(Number(nanoseconds / NANOSECONDS) * 1000).toISOString().slice(0, -'.000Z'.length)
  return `${seconds}.${String(nanoseconds % NANOSECONDS).padStart(9, '0')}Z`
}

/**
 * The time that a client asks for lines from, in nanoseconds since the epoch. An API server hands whole seconds on to the
 * kubelet.
 *
 * @throws ApiError where it is no time
 */
export function parseSinceTime(text: string): bigint {
  const milliseconds = RFC3339.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(milliseconds)) return BigInt(Math.floor(milliseconds / 1000)) * NANOSECONDS
  const layout = '2006-01-02T15:04:05Z07:00'
  throw badRequest(
    `parsing time ${JSON.stringify(text)} as "${layout}": cannot parse ${JSON.stringify(text)} as "2006"`,
  )
}
