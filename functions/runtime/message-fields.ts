import { AsyncLocalStorage } from 'node:async_hooks'
import type { LogFields } from '../../lib/ports/log.ts'

const current = new AsyncLocalStorage<LogFields>()

/**
 * Does the work of one message with these fields in every line that it logs. The messages of a batch are handled side
 * by side, so that keys of the logger itself would end up in the lines of others.
 */
export const withMessageFields = <T>(fields: LogFields, work: () => T): T => current.run(fields, work)

/** What the message is that is being handled; nothing outside of one. */
export const messageFields = (): LogFields => current.getStore() ?? {}
