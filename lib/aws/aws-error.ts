import { InvalidJobError, SparkdropError, TransientError } from '../errors/sparkdrop-error.ts'

interface ServiceError {
  readonly name?: string
  readonly message?: string
  readonly $metadata?: { readonly httpStatusCode?: number }
}

/** The HTTP status that an AWS service answered with; undefined where it did not answer. */
export const statusOf = (error: unknown): number | undefined => (error as ServiceError).$metadata?.httpStatusCode

/** What the AWS service calls the error. */
export const nameOf = (error: unknown): string => (error as ServiceError).name ?? 'Error'

/** An AWS SDK error (its own retries are over) as one of ours that may be tried again. */
export const transient = (what: string, error: unknown): SparkdropError =>
  error instanceof SparkdropError
    ? error
    : new TransientError('AWS_FAILED', `${what}: ${nameOf(error)}: ${(error as ServiceError).message ?? ''}`, {
        cause: error,
        details: { httpStatus: statusOf(error) },
      })

/** An S3 error: what is missing or forbidden stays so, anything else may be tried again. */
export const s3Failure = (what: string, error: unknown): SparkdropError => {
  const status = statusOf(error)
  if (status === 404) return new InvalidJobError('OBJECT_MISSING', `${what}: there is no such object`, { cause: error })
  if (status === 403)
    return new InvalidJobError('OBJECT_FORBIDDEN', `${what}: sparkdrop may not read or write it`, { cause: error })
  return transient(what, error)
}
