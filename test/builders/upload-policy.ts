import { readPolicy } from '../../lib/policy/read-policy.ts'
import { STRICT_POLICY } from '../../lib/policy/strict-policy.ts'
import type { Policy } from '../../lib/policy/tenant.ts'

/** The policy of a stack that was given none, or one of these tenants. */
export const uploadPolicy = (tenants: readonly object[] = STRICT_POLICY.tenants): Policy =>
  readPolicy(JSON.stringify({ ...STRICT_POLICY, dropBucket: 'drop', uploadPath: 's3a://staging/uploads', tenants }))
