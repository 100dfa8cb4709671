export type LogFields = Readonly<Record<string, unknown>>

/** Structured log lines; the adapter adds time, level and correlation ids. */
export interface Log {
  debug(message: string, fields?: LogFields): void
  info(message: string, fields?: LogFields): void
  warn(message: string, fields?: LogFields): void
  error(message: string, fields?: LogFields): void
}
