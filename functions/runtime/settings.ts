import type * as z from 'zod'
import { describeProblems } from '../../events/describe-problems.ts'

/**
 * The function's settings from its environment.
 *
 * @throws Error that names every variable that is missing or wrong, before any message is touched
 */
export const readSettings = <T extends z.ZodType>(schema: T, environment: NodeJS.ProcessEnv): z.output<T> => {
  const result = schema.safeParse(environment)
  if (result.success) return result.data
  throw new Error(`the function's environment is wrong: ${describeProblems(result.error)}`)
}
