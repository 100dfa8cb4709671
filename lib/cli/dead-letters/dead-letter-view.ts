import * as z from 'zod'
import { readAnswer } from '../jobs/job-view.ts'

const letterSchema = z.looseObject({
  queue: z.string(),
  id: z.string(),
  about: z.string(),
  code: z.string().optional(),
  reason: z.string(),
  failedAt: z.string().optional(),
  sentAt: z.string(),
  namespace: z.string().optional(),
  jobId: z.string().optional(),
  job: z.looseObject({ state: z.string(), message: z.string().optional() }).optional(),
  body: z.string().optional(),
})

const sweptSchema = z.looseObject({ deadLetters: z.array(letterSchema), more: z.boolean() })

/** What the API says of a dead letter, as far as the command looks at it. */
export type DeadLetterView = Readonly<z.output<typeof letterSchema>>
export type SweptView = Readonly<z.output<typeof sweptSchema>>

export const readLetter = (answer: unknown): DeadLetterView => readAnswer(letterSchema, answer)
export const readSwept = (answer: unknown): SweptView => readAnswer(sweptSchema, answer)
