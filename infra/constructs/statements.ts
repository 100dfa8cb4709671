import type { Table } from 'aws-cdk-lib/aws-dynamodb'
import type { EventBus } from 'aws-cdk-lib/aws-events'
import { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { StringParameter } from 'aws-cdk-lib/aws-ssm'
import { DUE_JOBS_INDEX, LIST_INDEXES, OPEN_JOBS_INDEX } from './job-table.ts'

/** Read and write single jobs; no scan, no delete. */
export const useJobs = (table: Table): PolicyStatement =>
  new PolicyStatement({ actions: ['dynamodb:GetItem', 'dynamodb:PutItem'], resources: [table.tableArn] })

/** Read single jobs. */
export const readJobs = (table: Table): PolicyStatement =>
  new PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [table.tableArn] })

/** Ask which jobs are not over, and about which something is due. */
export const queryOpenJobs = (table: Table): PolicyStatement =>
  new PolicyStatement({
    actions: ['dynamodb:Query'],
    resources: [OPEN_JOBS_INDEX, DUE_JOBS_INDEX].map((index) => `${table.tableArn}/index/${index}`),
  })

/** Ask for jobs by when they were made, page by page. */
export const listJobs = (table: Table): readonly PolicyStatement[] => [
  new PolicyStatement({
    actions: ['dynamodb:Query'],
    resources: Object.keys(LIST_INDEXES).map((index) => `${table.tableArn}/index/${index}`),
  }),
  new PolicyStatement({ actions: ['dynamodb:BatchGetItem'], resources: [table.tableArn] }),
]

/** Read parameters by their names. */
export const readParameters = (...parameters: readonly StringParameter[]): PolicyStatement =>
  new PolicyStatement({
    actions: ['ssm:GetParameter'],
    resources: parameters.map(({ parameterArn }) => parameterArn),
  })

/** Put messages on a queue. */
export const send = (queue: Queue): PolicyStatement =>
  new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] })

/** Say something on the bus, as one source and no other. */
export const putEvents = (bus: EventBus, source: string): PolicyStatement =>
  new PolicyStatement({
    actions: ['events:PutEvents'],
    resources: [bus.eventBusArn],
    conditions: { StringEquals: { 'events:source': source } },
  })
