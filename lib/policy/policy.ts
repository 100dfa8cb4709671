import { describeProblems } from '../../events/describe-problems.ts'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import { type Grants, type PolicyDocument, policySchema } from './policy-schema.ts'
import { STRICT_GRANTS } from './strict-policy.ts'
import type { Filled, Policy } from './tenant.ts'

const present = (grants: Grants): Partial<Filled> =>
  Object.fromEntries(Object.entries(grants).filter(([, value]) => value !== undefined)) as Partial<Filled>

/** Lists replace what was there; limits and conf are joined key by key. */
const over = (base: Filled, grants: Grants): Filled => ({
  ...base,
  ...present(grants),
  limits: { ...base.limits, ...grants.limits },
  conf: { ...base.conf, ...grants.conf },
})

/** The policy that a document means. */
export const policyOf = ({ dropBucket, uploadPath, base = {}, tenants }: PolicyDocument): Policy => {
  const start = over(STRICT_GRANTS, base)
  return {
    dropBucket,
    uploadPath,
    tenants: tenants.map(({ name, sources, namespaces, ...grants }) => ({
      name,
      sources,
      namespaces,
      ...over(start, grants),
    })),
  }
}

/**
 * Checks a policy document, already parsed from YAML or JSON.
 * @throws InvalidJobError INVALID_POLICY which names every path that is wrong, and what was expected there
 */
export const checkPolicy = (value: unknown, where = 'the policy'): PolicyDocument => {
  const result = policySchema.safeParse(value)
  if (result.success) return result.data
  throw new InvalidJobError('INVALID_POLICY', `${where} cannot be used: ${describeProblems(result.error)}`)
}
