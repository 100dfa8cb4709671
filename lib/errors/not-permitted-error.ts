import { SparkdropError } from './sparkdrop-error.ts'

/** Whoever asks may not: what was asked about is neither well nor ill, only not seen. */
export class NotPermittedError extends SparkdropError {
  /** The permission that is missing, in the words of who refused: `sqs:GetQueueAttributes`, `get leases`. */
  readonly missing: string

  constructor(missing: string, message: string, cause?: unknown) {
    super('NOT_PERMITTED', message, false, { cause, details: { missing } })
    this.missing = missing
  }
}
