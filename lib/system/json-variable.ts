import * as z from 'zod'

/** An environment variable that holds JSON of this schema; the example is what the error shows where it holds none. */
export const jsonVariable = <T extends z.ZodType>(schema: T, example: string) =>
  z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text)
      } catch {
        context.addIssue(`must be JSON such as ${example}`)
        return z.NEVER
      }
    })
    .pipe(schema)
