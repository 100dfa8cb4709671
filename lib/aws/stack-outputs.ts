import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import { nameOf, statusOf, transient } from './aws-error.ts'

const REFUSED: Readonly<Record<string, (stack: string) => string>> = {
  ValidationError: (stack) =>
    `there is no stack ${stack} in this account and region: AWS_REGION or AWS_PROFILE may name others`,
  AccessDenied: (stack) =>
    `the stack ${stack} may not be described: allow cloudformation:DescribeStacks, or name its API by --api`,
}

/** An error of the SDK before or after it asked, in words for the person at the command line. */
function explained(stack: string, error: unknown): Error {
  const name = nameOf(error)
  const refused = REFUSED[name]
  if (refused !== undefined) return new InvalidJobError('STACK_MISSING', refused(stack), { cause: error })
  if (statusOf(error) !== undefined) return transient(`describing the stack ${stack}`, error)
  const problem = error instanceof Error ? error.message : String(error)
  return /network|ECONN|ENOTFOUND|timed? ?out/i.test(`${name} ${problem}`)
    ? transient(`describing the stack ${stack}`, error)
    : new InvalidJobError('STACK_UNKNOWN', `the stack ${stack} cannot be looked up: ${problem}`, { cause: error })
}

/**
 * The outputs of a deployed stack, with region and credentials by the SDK's own chain.
 * @throws InvalidJobError STACK_MISSING, STACK_UNKNOWN; TransientError where CloudFormation does not answer
 */
export async function stackOutputs(stack: string): Promise<ReadonlyMap<string, string>> {
  const client = new CloudFormationClient()
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }))
    const outputs = Stacks?.[0]?.Outputs ?? []
    return new Map(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]))
  } catch (error) {
    throw explained(stack, error)
  } finally {
    client.destroy()
  }
}
