import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation'
import type { StackResource, StackState } from '../../cli/doctor/stack-look.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { nameOf } from '../aws-error.ts'
import { ask } from './ask.ts'

const missing = (stack: string): InvalidJobError =>
  new InvalidJobError(
    'STACK_MISSING',
    `there is no stack ${stack} in this account and region: AWS_REGION or AWS_PROFILE may name others`,
  )

/** CloudFormation says of a stack that is not there that the request is not valid. */
const orMissing =
  (stack: string) =>
  (error: unknown): never => {
    throw nameOf(error) === 'ValidationError' ? missing(stack) : error
  }

const describe = async (client: CloudFormationClient, stack: string) => {
  const answer = await ask('cloudformation:DescribeStacks', () =>
    client.send(new DescribeStacksCommand({ StackName: stack })).catch(orMissing(stack)),
  )
  const [found] = answer?.Stacks ?? []
  if (found === undefined) throw missing(stack)
  return found
}

const list = async (client: CloudFormationClient, stack: string): Promise<readonly StackResource[]> => {
  const all: StackResource[] = []
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: stack }))
    for (const { LogicalResourceId = '', PhysicalResourceId, ResourceType = '' } of StackResourceSummaries)
      if (PhysicalResourceId) all.push({ logicalId: LogicalResourceId, id: PhysicalResourceId, type: ResourceType })
  return all
}

/**
 * What CloudFormation knows of a stack.
 * @throws InvalidJobError STACK_MISSING; NotPermittedError, TransientError
 */
export async function stackState(client: CloudFormationClient, stack: string): Promise<StackState> {
  const { StackStatus: status = '', Outputs = [] } = await describe(client, stack)
  const resources = (await ask('cloudformation:ListStackResources', () => list(client, stack))) ?? []
  const outputs = new Map(Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]))
  return { status, outputs, resources }
}
