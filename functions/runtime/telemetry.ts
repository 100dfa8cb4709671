import { Logger } from '@aws-lambda-powertools/logger'
import { Metrics } from '@aws-lambda-powertools/metrics'
import type { Log } from '../../lib/ports/log.ts'
import { messageFields } from './message-fields.ts'
import type { Telemetry } from './sqs-handler.ts'

/** The function's logger and metrics; names and levels come from POWERTOOLS_* variables. */
export const telemetry = (): Telemetry => ({ logger: new Logger(), metrics: new Metrics() })

/** The logger as the domain sees it: each line says which message it is about. */
export const asLog = ({ logger }: Telemetry): Log => ({
  debug: (message, fields) => logger.debug(message, { ...messageFields(), ...fields }),
  info: (message, fields) => logger.info(message, { ...messageFields(), ...fields }),
  warn: (message, fields) => logger.warn(message, { ...messageFields(), ...fields }),
  error: (message, fields) => logger.error(message, { ...messageFields(), ...fields }),
})
