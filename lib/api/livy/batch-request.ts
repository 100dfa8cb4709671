import * as z from 'zod'
import { type JobRequest, jobRequestSchema } from '../../../events/job-request.ts'
import type { JobSource } from '../../../events/job-source.ts'
import { HttpProblem, type ProblemDetail, problemsOf } from '../http-problem.ts'
import type { Tenancy } from '../tenancy.ts'

const texts = z.array(z.union([z.string(), z.number()]).transform(String)).nullish()
const count = z.coerce.number<number | string>().int().positive().nullish()
const text = z.string().nullish()

/** The body of Livy's `POST /batches`: a number may be sent as text, and null means absent, as Livy has it. */
export const batchRequestSchema = z.strictObject({
  file: z.string().describe('s3://, s3a:// or local://'),
  className: text,
  args: texts,
  jars: texts,
  pyFiles: texts,
  files: texts,
  archives: texts,
  driverMemory: text,
  driverCores: count,
  executorMemory: text,
  executorCores: count,
  numExecutors: count,
  queue: text.describe("the job's namespace; or name it by spark.kubernetes.namespace in conf"),
  name: text,
  conf: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).nullish(),
  proxyUser: text.describe('refused: a job runs as the service account of its namespace'),
})

export type BatchRequest = z.output<typeof batchRequestSchema>

const NAMESPACE = 'spark.kubernetes.namespace'

const refuse = (errors: readonly ProblemDetail[]): HttpProblem =>
  new HttpProblem(400, 'INVALID_BODY', errors.map(({ path, message }) => `${path}: ${message}`).join('; '), errors)

/** What goes by a name of its own in Livy goes before what the conf says of it. */
const confOf = (batch: BatchRequest): Record<string, string> => {
  const { [NAMESPACE]: _namespace, ...conf } = batch.conf ?? {}
  const named = {
    'spark.driver.memory': batch.driverMemory,
    'spark.driver.cores': batch.driverCores,
    'spark.executor.memory': batch.executorMemory,
    'spark.executor.cores': batch.executorCores,
    'spark.executor.instances': batch.numExecutors,
  }
  const given = Object.entries(named).flatMap(([key, value]) => (value == null ? [] : [[key, String(value)] as const]))
  return { ...conf, ...Object.fromEntries(given) }
}

/** Where the batch runs: as its conf says, else its queue, else the caller's only namespace. */
const namespaceOf = ({ conf, queue }: BatchRequest, tenancy: Tenancy): string => {
  const named = conf?.[NAMESPACE] ?? queue
  if (named) return named
  const [only, ...others] = tenancy
  if (only && others.length === 0 && !only.includes('*')) return only
  const message = `must name the namespace that the job runs in, or else conf's ${NAMESPACE}`
  throw refuse([{ path: 'queue', message }])
}

/** The names that Livy's clients know a request's parts by. */
const livyPath = (path: string): string =>
  path
    .replace(/^(main|dependencies)\./, '')
    .replace(/^class\b/, 'className')
    .replace(/^namespace\b/, 'queue')

/**
 * The job that a batch asks for.
 *
 * @throws HttpProblem 400 with each path by Livy's names, and what was expected there
 */
export const toJobRequest = (batch: BatchRequest, source: JobSource, tenancy: Tenancy): JobRequest => {
  const { file, className, args, jars, files, pyFiles, archives, name, proxyUser } = batch
  if (proxyUser) {
    const message = 'must be left out: a job runs as the service account of its namespace, and as no other user'
    throw refuse([{ path: 'proxyUser', message }])
  }
  const request = jobRequestSchema.safeParse({
    version: 1,
    source,
    namespace: namespaceOf(batch, tenancy),
    ...(name ? { name } : {}),
    main: { file, ...(className ? { class: className } : {}) },
    args: args ?? [],
    conf: confOf(batch),
    dependencies: { jars: jars ?? [], files: files ?? [], pyFiles: pyFiles ?? [], archives: archives ?? [] },
  })
  if (request.success) return request.data
  throw refuse(
    problemsOf('', request.error).map(({ path, message }) => ({ path: livyPath(path.replace(/^\./, '')), message })),
  )
}
