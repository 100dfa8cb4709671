import type * as z from 'zod'
import { describeProblems } from './describe-problems.ts'

/** What a message says, or what is wrong with it: each problem with its path and what was expected there. */
export type ReadResult<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problems: string }

/** The value as the schema has it, or what is wrong with it. */
export const readAs = <T>(schema: z.ZodType<T>, value: unknown): ReadResult<T> => {
  const parsed = schema.safeParse(value)
  return parsed.success ? { ok: true, value: parsed.data } : { ok: false, problems: describeProblems(parsed.error) }
}
