import type * as z from 'zod'

type Issue = z.core.$ZodIssue

const said = (issue: Issue): string => {
  const message = (issue.code === 'invalid_key' && issue.issues[0]?.message) || issue.message
  return message.replace(/^Invalid input: (expected .+), received undefined$/, 'is missing: $1')
}

/** What is wrong with a message, in a line: each problem with its path and what was expected there. */
export const describeProblems = (error: z.ZodError): string =>
  error.issues.map((issue) => `${issue.path.join('.') || 'the whole'}: ${said(issue)}`).join('; ')
