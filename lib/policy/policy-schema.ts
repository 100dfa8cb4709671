import * as z from 'zod'
import { readQuantity } from '../conf/codecs/quantity.ts'

const text = z.string().min(1)
const globs = z.array(text)

const quantity = z
  .string()
  .refine((value) => readQuantity(value) !== undefined, 'must be a Kubernetes quantity, such as 64Gi or 500m')

/** Which jobs are a tenant's, by where they come from; what is not named matches everything. */
const sourceSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('s3'), bucket: text.default('**'), prefix: z.string().default('') }),
  z.strictObject({ kind: z.literal('sqs') }),
  z.strictObject({ kind: z.literal('schedule'), namespace: text.default('**'), name: text.default('**') }),
  z.strictObject({ kind: z.literal('api'), principal: text.default('**') }),
])

/** The most that one job may take. Memory counts the overhead; cores are the larger of request and limit. */
const limitsSchema = z.strictObject({
  /** Executors at once, by dynamic allocation too. */
  executors: z.int().nonnegative().optional(),
  /** Of the driver, or of one executor. */
  podCores: quantity.optional(),
  podMemory: quantity.optional(),
  /** Of the driver and all executors together. */
  cores: quantity.optional(),
  memory: quantity.optional(),
  /** What an `emptyDir` may be asked to hold. */
  volume: quantity.optional(),
  priority: z.int().optional(),
})

const claimsSchema = z.strictObject({
  storageClasses: globs.default([]),
  /** The largest claim that may be made on demand. */
  size: quantity.optional(),
  /** Claims that exist and may be used. */
  names: globs.default([]),
})

const grants = {
  images: globs.optional(),
  /** Whether an image has to be named by its digest. */
  imageDigests: z.enum(['required', 'optional']).optional(),
  /** URIs that a job's files may have: `s3://…` for all that Hadoop calls S3, `https://…`, `local:///…`, `class:…`. */
  files: globs.optional(),
  /** Maven coordinates that drivers may resolve. */
  packages: globs.optional(),
  /** Service accounts that a job may choose. */
  serviceAccounts: globs.optional(),
  /** `name`, or `name/queue`. */
  batchSchedulers: globs.optional(),
  clusters: globs.optional(),
  claims: claimsSchema.optional(),
  /** Properties that may be set beside those that everybody may set. */
  allow: globs.optional(),
  /** Properties of the platform's that may be set after all. */
  unlock: globs.optional(),
  /** Properties that may not be set, whatever else is said. */
  refuse: globs.optional(),
  limits: limitsSchema.optional(),
  /** What the tenant's jobs start from, after the platform's defaults. */
  conf: z
    .record(z.string().regex(/^spark(drop)?\.\S+$/, 'must be a property that begins with "spark."'), z.string())
    .optional(),
}

const tenantSchema = z.strictObject({
  name: text,
  sources: z.array(sourceSchema).min(1),
  /** Where its jobs may run; `{folder}` is the first folder of the key, or a schedule's namespace. */
  namespaces: globs.min(1),
  ...grants,
})

/** The policy document, version 1: what docs/policy.md describes. */
export const policySchema = z
  .strictObject({
    version: z.literal(1),
    /** What `{bucket}` stands for where a job was not dropped. The stack fills it in. */
    dropBucket: text.optional(),
    /** What `{uploadPath}` stands for. The stack fills it in. */
    uploadPath: text.optional(),
    /** What every tenant starts from. */
    base: z.strictObject(grants).optional(),
    tenants: z.array(tenantSchema).min(1),
  })
  .superRefine(({ tenants }, context) => {
    const seen = new Set<string>()
    for (const [at, { name }] of tenants.entries()) {
      if (seen.has(name))
        context.addIssue({ code: 'custom', path: ['tenants', at, 'name'], message: `there are two tenants ${name}` })
      seen.add(name)
    }
  })

export type PolicyDocument = z.output<typeof policySchema>
export type PolicyInput = z.input<typeof policySchema>
export type TenantSource = z.output<typeof sourceSchema>
export type Claims = z.output<typeof claimsSchema>
export type Grants = Omit<PolicyDocument['tenants'][number], 'name' | 'sources' | 'namespaces'>
