export interface ErrorDetails {
  readonly [key: string]: string | number | boolean | readonly string[] | undefined
}

export interface SparkdropErrorOptions {
  readonly details?: ErrorDetails
  readonly cause?: unknown
}

/**
 * The one base of every error that sparkdrop throws on purpose.
 *
 * `code` is stable and machine-readable, `message` is for the person who sent the job, and `retryable` decides the
 * fate of the message that led here: permanent errors become the job's state, transient ones go back to the queue.
 */
export class SparkdropError extends Error {
  readonly code: string
  readonly retryable: boolean
  readonly details: ErrorDetails

  constructor(code: string, message: string, retryable: boolean, options: SparkdropErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = new.target.name
    this.code = code
    this.retryable = retryable
    this.details = options.details ?? {}
  }
}

/** What was asked for cannot be done, now or later: the sender has to change something. */
export class InvalidJobError extends SparkdropError {
  constructor(code: string, message: string, options: SparkdropErrorOptions = {}) {
    super(code, message, false, options)
  }
}

/** Something that this depends on did not answer, or asked to be left alone for a while: the same call may work later. */
export class TransientError extends SparkdropError {
  constructor(code: string, message: string, options: SparkdropErrorOptions = {}) {
    super(code, message, true, options)
  }
}

/** True for errors that may go away by themselves; an error that is not ours counts as one, so that nothing is lost. */
export const isRetryable = (error: unknown): boolean => !(error instanceof SparkdropError) || error.retryable
