import { SparkdropError } from '../../errors/sparkdrop-error.ts'
import { type ClustersSettings, clustersVariableSchema } from '../../kubernetes/cluster-settings.ts'
import { SUBMITTERS, userNamed, type Who } from './cluster/whose-access.ts'
import { type Finding, unseen } from './finding.ts'
import type { StackLook, StackState } from './stack-look.ts'

type Cluster = ClustersSettings[number]

/** The clusters that the functions are told of; none where that cannot be seen, which is told of elsewhere. */
export async function clustersOf(look: StackLook, { outputs }: StackState): Promise<readonly Cluster[]> {
  const name = outputs.get('SubmitJobFunction')
  if (name === undefined) return []
  try {
    const found = await look.lambda(name)
    return clustersVariableSchema.safeParse(found?.environment['CLUSTERS']).data ?? []
  } catch (error) {
    if (error instanceof SparkdropError) return []
    throw error
  }
}

const sameHost = (one: string, other: string): boolean => new URL(one).host === new URL(other).host

/** As whom the functions come to the API server of this URL; undefined where a secret says so. */
export function submitterAt(url: string, clusters: readonly Cluster[], named: string | undefined): Who | undefined {
  if (named !== undefined) return userNamed(named)
  const isEndpoint = clusters.some((cluster) => cluster.kind === 'endpoint' && sameHost(cluster.endpoint, url))
  const isOnEks = clusters.length === 0 || clusters.some(({ kind }) => kind === 'eks')
  return isOnEks && !isEndpoint ? SUBMITTERS : undefined
}

/** Clusters of the stack that no context was named for. */
export function unlookedAt(clusters: readonly Cluster[], looked: number): readonly Finding[] {
  if (clusters.length <= looked) return []
  const names = clusters.map(({ name }) => name).join(', ')
  return [
    unseen('clusters', `the stack has ${clusters.length} (${names}), and ${looked} of them were looked at`, {
      advice: 'name the context of each by --context',
    }),
  ]
}
