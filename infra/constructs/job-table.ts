import { AttributeType, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb'
import type { Construct } from 'constructs'
import { keptTable } from './kept-table.ts'
import type { Removal } from './removal.ts'

/** The look-up of jobs that are not over: sparse, for only they carry the attribute `open`. */
export const OPEN_JOBS_INDEX = 'open-jobs'

/** The look-up of jobs that somebody has to see to at a time: sparse, for only they carry the attribute `due`. */
export const DUE_JOBS_INDEX = 'due-jobs'

/** The look-ups of all jobs by when they were made, and what they hold beside their keys: see lib/aws/dynamodb-job-list.ts. */
export const LIST_INDEXES = { 'all-jobs': 'shard', 'jobs-by-namespace': 'tenant' } as const
const LISTED_FIELDS = ['state', 'sourceKind', 'called', 'batchId']

export interface JobTableProps {
  readonly removal: Removal
}

/** What is known of each job, and the conditional writes that keep a job from running twice. */
export class JobTable extends Table {
  constructor(scope: Construct, id: string, { removal }: JobTableProps) {
    super(scope, id, {
      partitionKey: { name: 'jobId', type: AttributeType.STRING },
      ...keptTable(removal),
    })
    this.addGlobalSecondaryIndex({
      indexName: OPEN_JOBS_INDEX,
      partitionKey: { name: 'open', type: AttributeType.STRING },
      sortKey: { name: 'updatedAt', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    })
    this.addGlobalSecondaryIndex({
      indexName: DUE_JOBS_INDEX,
      partitionKey: { name: 'due', type: AttributeType.STRING },
      sortKey: { name: 'dueAt', type: AttributeType.STRING },
      projectionType: ProjectionType.ALL,
    })
    for (const [indexName, key] of Object.entries(LIST_INDEXES))
      this.addGlobalSecondaryIndex({
        indexName,
        partitionKey: { name: key, type: AttributeType.STRING },
        sortKey: { name: 'listed', type: AttributeType.STRING },
        projectionType: ProjectionType.INCLUDE,
        nonKeyAttributes: LISTED_FIELDS,
      })
  }
}
