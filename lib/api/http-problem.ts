import type * as z from 'zod'
import { SparkdropError } from '../errors/sparkdrop-error.ts'

/** One thing that is wrong with a request: where, and what was expected there. */
export interface ProblemDetail {
  /** `body.main.file`, `query.limit`, `header.Idempotency-Key`. */
  readonly path: string
  readonly message: string
}

/** A refusal that the API makes itself, with the HTTP status that says so. */
export class HttpProblem extends SparkdropError {
  readonly status: number
  readonly errors: readonly ProblemDetail[]

  constructor(status: number, code: string, message: string, errors: readonly ProblemDetail[] = []) {
    super(code, message, status >= 500)
    this.status = status
    this.errors = errors
  }
}

/** There is no such thing, or it is another tenant's: the two look the same from outside. */
export const notFound = (what: string): HttpProblem => new HttpProblem(404, 'NOT_FOUND', `there is no ${what}`)

const expected = ({ code, message, ...issue }: z.core.$ZodIssue): string =>
  (code === 'invalid_key' && (issue as z.core.$ZodIssueInvalidKey).issues[0]?.message) ||
  message.replace(/^Invalid input: (expected .+), received undefined$/, 'is missing: $1')

/** What a schema finds wrong, each with its path below `where`. */
export const problemsOf = (where: string, error: z.ZodError): readonly ProblemDetail[] =>
  error.issues.map((issue) => ({ path: [where, ...issue.path].join('.'), message: expected(issue) }))

/** The refusal of what a schema finds wrong. */
export const invalid = (status: number, where: string, error: z.ZodError): HttpProblem => {
  const errors = problemsOf(where, error)
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join('; ')
  return new HttpProblem(status, status === 422 ? 'INVALID_BODY' : 'INVALID_REQUEST', detail, errors)
}
