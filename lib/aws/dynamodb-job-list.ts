import { BatchGetCommand, type DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Job } from '../jobs/job.ts'
import { isAskedFor } from '../jobs/job-query.ts'
import type { JobPage, JobQuery } from '../jobs/job-store.ts'
import { transient } from './aws-error.ts'
import { SHARDS, toJob } from './job-item.ts'
import { newestFirst } from './newest-first.ts'

/** Every job by its shard, and every job by its namespace, each sorted by `listed`. */
export const ALL_JOBS_INDEX = 'all-jobs'
export const NAMESPACE_INDEX = 'jobs-by-namespace'
/** What the two hold beside their keys: the fields that can be asked for. They are written only when one of these changes. */
export const LISTED_FIELDS = ['state', 'sourceKind', 'called', 'batchId'] as const

interface Partition {
  readonly index: string
  readonly key: string
  readonly value: string
}

type Term = readonly [string, Record<string, unknown>]

const partitionsOf = ({ namespaces }: JobQuery): readonly Partition[] =>
  namespaces
    ? [...new Set(namespaces)].map((value) => ({ index: NAMESPACE_INDEX, key: 'tenant', value }))
    : Array.from({ length: SHARDS }, (_, shard) => ({ index: ALL_JOBS_INDEX, key: 'shard', value: String(shard) }))

const stateTerm = (states: JobQuery['states'] = []): readonly Term[] => {
  const values = Object.fromEntries(states.map((state, i) => [`:state${i}`, state]))
  return states.length > 0 ? [[`#state IN (${Object.keys(values).join(', ')})`, values]] : []
}

const filterOf = ({ states, source, namePrefix, numbered }: JobQuery): readonly Term[] => [
  ...stateTerm(states),
  ...(source ? [['#sourceKind = :kind', { ':kind': source }] as const] : []),
  ...(namePrefix ? [['begins_with(#called, :called)', { ':called': namePrefix }] as const] : []),
  ...(numbered ? [['attribute_exists(#batchId)', {}] as const] : []),
]

/** Names that are words of DynamoDB's are understood only by way of another. */
const namesIn = (text: string): Record<string, string> =>
  Object.fromEntries((text.match(/#\w+/g) ?? []).map((name) => [name, name.slice(1)]))

async function* placesIn(
  documents: DynamoDBDocumentClient,
  table: string,
  { index, key, value }: Partition,
  query: JobQuery,
): AsyncGenerator<string> {
  const filter = filterOf(query)
  const condition = `#${key} = :key${query.cursor ? ' AND #listed < :cursor' : ''}`
  const terms = filter.map(([term]) => term).join(' AND ')
  let start: Record<string, unknown> | undefined
  do {
    const command = new QueryCommand({
      TableName: table,
      IndexName: index,
      KeyConditionExpression: condition,
      ...(terms ? { FilterExpression: terms } : { Limit: query.limit + 1 }),
      ExpressionAttributeNames: namesIn(condition + terms),
      ExpressionAttributeValues: Object.assign(
        { ':key': value, ...(query.cursor ? { ':cursor': query.cursor } : {}) },
        ...filter.map(([, values]) => values),
      ),
      ScanIndexForward: false,
      ExclusiveStartKey: start,
    })
    const page = await documents.send(command)
    for (const { listed } of page.Items ?? []) yield String(listed)
    start = page.LastEvaluatedKey
  } while (start)
}

const jobIdOf = (place: string): string => place.slice(place.indexOf('#') + 1)

const getAll = async (documents: DynamoDBDocumentClient, table: string, ids: readonly string[]) => {
  const found = new Map<string, Job>()
  let asked = ids.map((jobId): Record<string, unknown> => ({ jobId }))
  while (asked.length > 0) {
    const command = new BatchGetCommand({ RequestItems: { [table]: { Keys: asked, ConsistentRead: true } } })
    const { Responses, UnprocessedKeys } = await documents.send(command)
    for (const item of Responses?.[table] ?? []) found.set(item['jobId'], toJob(item))
    asked = UnprocessedKeys?.[table]?.Keys ?? []
  }
  return found
}

/** A page of jobs by way of the indices: see `JobStore.list`. */
export const listJobs = async (documents: DynamoDBDocumentClient, table: string, query: JobQuery): Promise<JobPage> => {
  const places: string[] = []
  if (query.states?.length === 0) return { jobs: [] }
  try {
    const sources = partitionsOf(query).map((partition) => placesIn(documents, table, partition, query))
    for await (const place of newestFirst(sources)) if (places.push(place) > query.limit) break
    const shown = places.slice(0, query.limit)
    const found = await getAll(documents, table, shown.map(jobIdOf))
    const jobs = shown.flatMap((place) => found.get(jobIdOf(place)) ?? []).filter((job) => isAskedFor(job, query))
    return { jobs, ...(places.length > query.limit ? { next: shown.at(-1) as string } : {}) }
  } catch (error) {
    throw transient('listing jobs', error)
  }
}
