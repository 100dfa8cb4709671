import * as z from 'zod'
import { KubernetesError } from '../errors/kubernetes-error.ts'
import { InvalidJobError, isRetryable, SparkdropError } from '../errors/sparkdrop-error.ts'
import { HttpProblem } from './http-problem.ts'

/** A refusal as RFC 9457 has it, with what programs look at: `code`, and what is wrong where. */
export const problemSchema = z.object({
  type: z.string().describe('urn:sparkdrop:problem: and the code'),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string().optional(),
  code: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})

export type Problem = z.output<typeof problemSchema>

const TITLES: Readonly<Record<number, string>> = {
  400: 'The request cannot be read',
  401: 'Nobody is known to have sent the request',
  403: 'The caller may not do that',
  404: 'There is no such thing',
  405: 'That cannot be done here',
  409: 'The state of things does not allow it',
  413: 'The request is too large',
  422: 'What was sent is not valid',
  500: 'Something went wrong',
  501: 'That is not offered',
  503: 'Something that this depends on does not answer',
}

/** Refusals of the domain that do not mean that what was sent is wrong. */
const STATUS_OF: Readonly<Record<string, number>> = {
  JOB_ENDED: 409,
  JOB_ENDING: 409,
  IDEMPOTENCY_KEY_REUSED: 409,
  REFUSED_BY_POLICY: 403,
}

const statusOf = (error: SparkdropError): number => {
  if (error instanceof HttpProblem) return error.status
  if (isRetryable(error)) return 503
  if (error instanceof KubernetesError) return 502
  return STATUS_OF[error.code] ?? (error instanceof InvalidJobError ? 422 : 500)
}

/**
 * The error as the caller is told of it. What is not ours is told as that something went wrong and no more: the log has
 * the rest.
 */
export const toProblem = (error: unknown, instance?: string): Problem => {
  const known =
    error instanceof SparkdropError ? error : new HttpProblem(500, 'INTERNAL', 'it is in the log of the API')
  const status = statusOf(known)
  return {
    type: `urn:sparkdrop:problem:${known.code.toLowerCase().replaceAll('_', '-')}`,
    title: TITLES[status] ?? 'The request was refused',
    status,
    detail: known.message,
    ...(instance ? { instance } : {}),
    code: known.code,
    ...(known instanceof HttpProblem && known.errors.length > 0 ? { errors: [...known.errors] } : {}),
  }
}
