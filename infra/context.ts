import type { Node } from 'constructs'
import * as z from 'zod'
import { describeProblems } from '../events/describe-problems.ts'
import { timeoutsSchema } from '../events/job-life.ts'
import { runningJobsSchema } from '../lib/jobs/admission/namespace-limits.ts'
import { clusterSettingsSchema, clustersSchema } from '../lib/kubernetes/cluster-settings.ts'

/** The one context key that the app reads: an object in `cdk.json`, or JSON text with `-c sparkdrop='{…}'`. */
export const CONTEXT_KEY = 'sparkdrop'

const dnsLabel = z
  .string()
  .regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, 'must be a name of at most 63 of a-z, 0-9 and -')

const serviceAccountSchema = z.strictObject({ namespace: dnsLabel, serviceAccount: dnsLabel })

const pageSchema = z.string().regex(/^https?:\/\/\S+$/, 'must be a URL, in which {pod} stands for the driver pod')

const vpcSchema = z.strictObject({
  subnetIds: z.array(z.string().startsWith('subnet-')).min(1),
  securityGroupIds: z.array(z.string().startsWith('sg-')).min(1),
})

/** API Gateway takes issuers by https only; an emulator of it also one on its own machine. */
const issuer = z
  .string()
  .regex(/^(https:\/\/|http:\/\/127\.0\.0\.1:\d+)\S*$/, 'must be the URL of an OpenID Connect issuer: https://…')

const apiSchema = z.strictObject({
  /** Callers send a token of this issuer for one of these audiences; absent: they sign by AWS Signature Version 4. */
  jwt: z.strictObject({ issuer, audience: z.array(z.string().min(1)).min(1) }).optional(),
  requestsPerSecond: z.int().min(1).max(10_000).default(50),
  burst: z.int().min(1).max(5_000).default(100),
  /** How large a file may be that is sent by way of the API, in MiB; S3 takes no more in one request. */
  largestUploadMiB: z.int().min(1).max(5_120).default(5_120),
})

const alarmsSchema = z.union([
  z.literal(false),
  z.strictObject({
    topicArn: z
      .string()
      .regex(/^arn:[^:]+:sns:[^:]+:\d{12}:[-\w]+$/, 'must be the ARN of a topic')
      .optional(),
  }),
])

const fieldsSchema = z.strictObject({
  /** Name of the stack, and the beginning of what its functions are called. */
  stackName: z
    .string()
    .regex(/^[A-Za-z][-A-Za-z0-9]{0,39}$/, 'must be at most 40 letters, digits and -, a letter first')
    .default('sparkdrop'),
  /** The one cluster that jobs run on; or `clusters`. */
  cluster: clusterSettingsSchema.optional(),
  /** Several, each with its share of the jobs; new ones go behind those that there are. */
  clusters: clustersSchema.optional(),
  /** How many jobs of a namespace run at once, where the others wait: of any, and of those named here. */
  runningJobs: runningJobsSchema.prefault({}),
  /** What every job's conf starts from, as spark-defaults.conf would. */
  sparkDefaults: z
    .record(z.string().regex(/^spark\.\S+$/, 'must be a property that begins with "spark."'), z.string())
    .default({}),
  /** The policy document (docs/policy.md): a YAML or JSON file. Without it the strict one that is built in. */
  policyFile: z.string().min(1).optional(),
  /** Prefix in the staging bucket below which the copies of a job's dependencies are kept. */
  uploadPrefix: z
    .string()
    .regex(/^[-\w.]+(\/[-\w.]+)*$/, 'must be a path without a leading or trailing slash')
    .default('uploads'),
  logRetentionDays: z
    .literal([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653])
    .default(30),
  logLevel: z.enum(['DEBUG', 'INFO', 'WARN', 'ERROR']).default('INFO'),
  /** Whether X-Ray takes samples of what the functions do. */
  tracing: z.boolean().default(true),
  /** How long what an ended job left is kept where the job does not say, in seconds: its pod with its log, and its copies. */
  keepFor: z
    .strictObject({
      podSeconds: z.int().nonnegative().default(86_400),
      stagedSeconds: z.int().nonnegative().default(3_600),
    })
    .prefault({}),
  /** How long a job may wait, start and run where it does not say itself, in seconds. */
  timeouts: timeoutsSchema.prefault({}),
  /** Staged copies go after this many days; it has to be longer than the longest job with its retries. */
  stagingExpiryDays: z.int().min(1).max(3650).default(7),
  /** Days for which events can be replayed from the bus; 0 keeps none. */
  eventArchiveDays: z.int().min(0).max(3650).default(30),
  /** What happens to buckets and table when the stack is deleted. */
  removal: z.enum(['retain', 'destroy']).default('retain'),
  /** Where the cluster's endpoint is private: the network that the functions are attached to. */
  vpc: vpcSchema.optional(),
  /** Where the pod-event-forwarder runs, for its Pod Identity association. */
  forwarder: serviceAccountSchema.optional(),
  /** Service accounts of drivers that shall read their staged files by Pod Identity. */
  drivers: z.array(serviceAccountSchema).default([]),
  /** EventBridge rules of this account, by name, that may fire schedules by sending to the schedules queue. */
  scheduleRules: z.array(z.string().regex(/^[-.\w]{1,64}$/, 'must be the name of a rule')).default([]),
  /** The HTTP API: who may call it, and how often. */
  api: apiSchema.prefault({}),
  /** Pages of the deployment's own that receipts name, with {namespace}, {pod}, {jobId} and {sparkAppId} in them. */
  pages: z.strictObject({ logs: pageSchema.optional(), ui: pageSchema.optional() }).prefault({}),
  /** Which topic the alarms go to, in place of the one for notifications; false: there are none. */
  alarms: alarmsSchema.default({}),
  /** How many submit-job functions may talk to the API server at the same time. */
  submitConcurrency: z.int().min(2).max(1000).default(10),
})

const ONE_OF_BOTH = 'must be given, or else clusters, and not both'

const contextSchema = fieldsSchema.transform(({ cluster, clusters, ...rest }, check) => {
  const all = clusters ?? (cluster && clustersSchema.parse([cluster]))
  if (all && !(cluster && clusters)) return { ...rest, clusters: all }
  check.addIssue({ code: 'custom', path: ['cluster'], message: ONE_OF_BOTH })
  return z.NEVER
})

export type SparkdropContext = z.output<typeof contextSchema>
export type SparkdropContextInput = z.input<typeof contextSchema>
export type ServiceAccount = z.output<typeof serviceAccountSchema>

const EXAMPLE = `{"cluster": {"kind": "eks", "name": "spark"}, "logRetentionDays": 30, "removal": "retain"}`

/** The context is wrong: the message names every wrong path, what was expected there, and a working example. */
export class ContextError extends Error {
  override readonly name = 'ContextError'

  constructor(problems: string) {
    super(`The context "${CONTEXT_KEY}" is not valid: ${problems}\nExample: -c ${CONTEXT_KEY}='${EXAMPLE}'`)
  }
}

/** Checks a context value and fills in the defaults. Throws `ContextError`. */
export const parseContext = (value: unknown): SparkdropContext => {
  if (value === undefined) throw new ContextError(`it is missing: set it in cdk.json or with -c ${CONTEXT_KEY}='{…}'`)
  const parsed = contextSchema.safeParse(typeof value === 'string' ? parseJson(value) : value)
  if (!parsed.success) throw new ContextError(describeProblems(parsed.error))
  return parsed.data
}

/** The context of a CDK app, checked. Throws `ContextError`. */
export const readContext = (node: Node): SparkdropContext => parseContext(node.tryGetContext(CONTEXT_KEY))

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ContextError(`it is text that is not JSON (${(error as Error).message})`)
  }
}
