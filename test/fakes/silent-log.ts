import type { Log } from '../../lib/ports/log.ts'

const ignore = (): void => undefined

/** A log for tests that look elsewhere. */
export const silentLog: Log = { debug: ignore, info: ignore, warn: ignore, error: ignore }
