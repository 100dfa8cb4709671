import { SparkdropError, TransientError } from '../errors/sparkdrop-error.ts'
import { checkPolicy, policyOf } from './policy.ts'
import type { Policy } from './tenant.ts'

let last: { readonly text: string; readonly policy: Policy } | undefined

const parse = (text: string): Policy => {
  try {
    return policyOf(checkPolicy(JSON.parse(text)))
  } catch (cause) {
    const problem =
      cause instanceof SparkdropError ? cause.message : `the policy is no JSON: ${(cause as Error).message}`
    throw new TransientError('POLICY_UNUSABLE', problem, { cause })
  }
}

/**
 * The policy of a JSON text, read once for each text.
 * @throws TransientError POLICY_UNUSABLE: nothing is wrong with the job, which waits until the platform's policy is mended
 */
export const readPolicy = (text: string): Policy => {
  if (last?.text !== text) last = { text, policy: parse(text) }
  return last.policy
}
