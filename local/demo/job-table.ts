import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamodbJobStore } from '../../lib/aws/dynamodb-job-store.ts'
import type { JobStore } from '../../lib/jobs/job-store.ts'
import { clientConfig } from './client-config.ts'
import type { LocalStack } from './local-stack.ts'

/** The job table of the deployed stack. */
export const jobTableOf = ({ emulator, outputs }: Pick<LocalStack, 'emulator' | 'outputs'>): JobStore =>
  new DynamodbJobStore(new DynamoDBClient(clientConfig(emulator)), outputs.JobTable)
