import * as z from 'zod'
import { describeProblems } from '../../../events/describe-problems.ts'
import { jobReasonSchema, jobStateSchema } from '../../../events/job-state.ts'
import { SparkdropError } from '../../errors/sparkdrop-error.ts'

const stepSchema = z.looseObject({
  state: jobStateSchema,
  at: z.string(),
  attempt: z.int(),
  reason: jobReasonSchema.optional(),
  message: z.string().optional(),
  exitCode: z.int().optional(),
})

/** What the API says of a job, as far as the command looks at it; the rest is passed on as it is. */
const jobViewSchema = z.looseObject({
  jobId: z.string(),
  namespace: z.string(),
  name: z.string().optional(),
  state: jobStateSchema,
  reason: jobReasonSchema.optional(),
  message: z.string().optional(),
  exitCode: z.int().optional(),
  attempt: z.int(),
  sparkAppId: z.string().optional(),
  driver: z.looseObject({ name: z.string() }).optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
})

const jobPageSchema = z.looseObject({ jobs: z.array(jobViewSchema), next: z.string().nullish() })

const jobEventsSchema = z.looseObject({ events: z.array(stepSchema), next: z.int(), ended: z.boolean() })

export type JobView = Readonly<z.output<typeof jobViewSchema>>
export type JobStepView = Readonly<z.output<typeof stepSchema>>
export interface JobPageView {
  readonly jobs: readonly JobView[]
  readonly next?: string
}

/** Reads an answer of the API. Throws where an API of another version, or something else, has answered. */
export function readAnswer<T>(schema: z.ZodType<T>, answer: unknown): T {
  const read = schema.safeParse(answer)
  if (read.success) return read.data
  const message = `the API's answer is not one that this command knows: ${describeProblems(read.error)}`
  throw new SparkdropError('UNKNOWN_ANSWER', message, false)
}

export const readJob = (answer: unknown): JobView => readAnswer(jobViewSchema, answer)

export const readJobs = (answer: unknown): JobPageView => {
  const { jobs, next } = readAnswer(jobPageSchema, answer)
  return { jobs, ...(next ? { next } : {}) }
}

/** Steps of a job's way, where the next ones begin, and whether there will be any. */
export type JobEventsView = Readonly<z.output<typeof jobEventsSchema>>

export const readJobEvents = (answer: unknown): JobEventsView => readAnswer(jobEventsSchema, answer)
