import type * as z from 'zod'
import { describeProblems } from '../../events/describe-problems.ts'

/**
 * A program's settings from its environment; empty variables count as absent.
 *
 * @throws Error that names every variable that is missing or wrong, before anything is done
 */
export function readSettings<T extends z.ZodType>(schema: T, environment: NodeJS.ProcessEnv): z.output<T> {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''))
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  throw new Error(`the environment is wrong: ${describeProblems(parsed.error)}`)
}
