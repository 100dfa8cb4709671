import { NotPermittedError } from '../../errors/not-permitted-error.ts'
import { nameOf, statusOf, transient } from '../aws-error.ts'

const DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError|NotAuthorized)$/

/** What services call a thing that is not there. */
const MISSING = /NotFound|NoSuch|NonExistent|DoesNotExist/

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/**
 * The answer to one call of AWS.
 *
 * @param action the IAM action that the call needs: `sqs:GetQueueAttributes`
 * @returns undefined where there is no such thing
 * @throws NotPermittedError, TransientError
 */
export async function ask<T>(action: string, call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call()
  } catch (error) {
    if (DENIED.test(nameOf(error)) || statusOf(error) === 403)
      throw new NotPermittedError(action, `${action} is not allowed: ${messageOf(error)}`, error)
    if (MISSING.test(nameOf(error)) || statusOf(error) === 404) return undefined
    throw transient(action, error)
  }
}
