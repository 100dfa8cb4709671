import { checkPolicy, policyOf } from '../../lib/policy/policy.ts'
import type { PolicyInput } from '../../lib/policy/policy-schema.ts'
import { STRICT_POLICY } from '../../lib/policy/strict-policy.ts'
import type { Policy } from '../../lib/policy/tenant.ts'

type TenantInput = PolicyInput['tenants'][number]

/** The policy of one tenant, team-a, whose jobs come from everywhere, with these grants. */
export const policy = (grants: Partial<TenantInput> = {}): Policy =>
  policyOf(
    checkPolicy({
      version: 1,
      dropBucket: 'drop',
      uploadPath: 's3a://staging/uploads',
      tenants: [
        {
          name: 'team-a',
          sources: [{ kind: 's3' }, { kind: 'sqs' }, { kind: 'schedule' }, { kind: 'api' }],
          namespaces: ['team-a'],
          ...grants,
        },
      ],
    }),
  )

/** The policy of a stack that was given none. */
export const strictPolicy = (): Policy =>
  policyOf(checkPolicy({ ...STRICT_POLICY, dropBucket: 'drop', uploadPath: 's3a://staging/uploads' }))

/** Lets everything pass: for tests of what comes after. */
export const openPolicy = (): Policy =>
  policy({
    namespaces: ['**'],
    images: ['**'],
    files: ['**'],
    packages: ['**'],
    serviceAccounts: ['**'],
    batchSchedulers: ['**'],
    claims: { storageClasses: ['**'], names: ['**'] },
    allow: ['**'],
    unlock: ['**'],
    limits: { executors: 1_000_000, podCores: '1000', podMemory: '10Ti' },
  })
