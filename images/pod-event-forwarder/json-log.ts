import type { Log, LogFields } from '../../lib/ports/log.ts'

const LEVELS = ['debug', 'info', 'warn', 'error'] as const

export type LogLevel = (typeof LEVELS)[number]

/** A line of JSON for each message: what would break lines or terminals is escaped by the format. */
export function jsonLog(level: LogLevel, now: () => number, write: (line: string) => void): Log {
  const lowest = LEVELS.indexOf(level)
  const at =
    (own: LogLevel) =>
    (message: string, fields: LogFields = {}) => {
      if (LEVELS.indexOf(own) < lowest) return
      write(`${JSON.stringify({ time: new Date(now()).toISOString(), level: own, message, ...fields })}\n`)
    }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
