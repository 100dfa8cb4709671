import * as z from 'zod'

const seconds = z.int().positive().max(31_536_000)
const budget = z.int().nonnegative().max(100)

/** How many times a job is tried again, and how long it waits before: budgets of their own for each kind of failure. */
export const restartPolicySchema = z.strictObject({
  /** `OnFailure`: failed runs are tried again. `Always`: also those that succeeded, without end. */
  type: z.enum(['Never', 'OnFailure', 'Always']).default('Never'),
  /** Retries of runs that failed, for `OnFailure`. */
  runFailures: budget.default(0),
  /** Retries of submissions that the cluster did not take, whatever the type. */
  submissionFailures: budget.default(20),
  /** Retries of runs that the cluster ended (spot, eviction, preemption), whatever the type. */
  preemptions: budget.default(0),
  /** The first wait, in seconds; each further one doubles it. */
  backoffSeconds: seconds.default(10),
  /** The longest wait, in seconds. */
  maxBackoffSeconds: seconds.default(360),
})

/** What may take how long, in seconds; absent: without end. What takes longer fails with reason TIMEOUT. */
export const timeoutsSchema = z.strictObject({
  /** From acceptance to the first driver pod. */
  queuedSeconds: seconds.optional(),
  /** From the driver pod's creation until it runs. */
  startSeconds: seconds.optional(),
  /** While the driver runs. */
  runSeconds: seconds.optional(),
})

/** How long what an ended job left behind is kept, in seconds; absent: what the platform says. */
export const ttlSchema = z.strictObject({
  podSeconds: z.int().nonnegative().optional(),
  stagedSeconds: z.int().nonnegative().optional(),
})

const label = z.string().regex(/^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/, 'must be a Kubernetes label value')
const labelName = z
  .string()
  .regex(
    /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/,
    'must be a Kubernetes label name',
  )

/** How a job is treated from its acceptance to its end: the part of a request that is not Spark's. */
export const jobLifeSchema = z.strictObject({
  /** On the driver and the executors. */
  labels: z.record(labelName, label).default({}),
  restartPolicy: restartPolicySchema.prefault({}),
  timeouts: timeoutsSchema.prefault({}),
  ttl: ttlSchema.prefault({}),
  /** Of jobs that wait, those with more go first. */
  priority: z.int().min(-1000).max(1000).default(0),
  /** Of jobs in one namespace with the same key only `concurrencyLimit` run at once; the others wait. */
  concurrencyKey: z.string().min(1).max(128).optional(),
  concurrencyLimit: z.int().positive().max(10_000).default(1),
  /** True: the job waits until it is resumed. */
  suspend: z.boolean().default(false),
  /** The clusters it may run on, by name; absent: any. */
  clusters: z.array(z.string().min(1)).min(1).optional(),
  batchScheduler: z
    .strictObject({ name: z.enum(['volcano', 'yunikorn', 'kueue']), queue: z.string().min(1).optional() })
    .optional(),
  /** States that "Job State Change" is also sent to the stack's notification topic for. */
  notifications: z
    .strictObject({
      states: z
        .array(z.enum(['SUBMITTED', 'RUNNING', 'RETRYING', 'SUCCEEDED', 'FAILED', 'KILLED', 'REJECTED']))
        .default(['FAILED']),
    })
    .optional(),
})

export type RestartPolicy = z.output<typeof restartPolicySchema>
export type Timeouts = z.output<typeof timeoutsSchema>
