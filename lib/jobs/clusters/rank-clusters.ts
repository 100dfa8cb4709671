import { createHash } from 'node:crypto'
import type { JobRequest } from '../../../events/job-request.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { Job } from '../job.ts'
import { type ClusterChoice, namesOf } from './clusters.ts'

const DRAWS = 2 ** 48

/** A number in (0, 1) that the text alone decides. */
const drawn = (text: string): number => (createHash('sha256').update(text).digest().readUIntBE(0, 6) + 0.5) / DRAWS

/** Weighted rendezvous hashing: of many jobs a cluster wins as many as its weight has of all weights. */
const score = ({ name, weight }: ClusterChoice, { jobId, attempt }: Pick<Job, 'jobId' | 'attempt'>): number =>
  -weight / Math.log(drawn(`${jobId}\n${attempt}\n${name}`))

const isAllowed = ({ name, namespaces }: ClusterChoice, { namespace, clusters }: JobRequest): boolean =>
  (namespaces?.includes(namespace) ?? true) && (clusters?.includes(name) ?? true)

const none = (choices: readonly ClusterChoice[], { namespace, clusters }: JobRequest): InvalidJobError => {
  const forIt = choices.filter(({ namespaces }) => namespaces?.includes(namespace) ?? true)
  const asked = clusters
    ? `asks for cluster ${clusters.map((name) => `"${name}"`).join(' or ')}, and namespace `
    : 'is of '
  return new InvalidJobError(
    'NO_CLUSTER',
    `the job ${asked}${clusters ? '' : 'namespace '}"${namespace}"${clusters ? '' : ', which'} may use ${namesOf(forIt)}`,
  )
}

/**
 * The clusters that the job's attempt may run on, best first: the same order wherever and whenever it is asked, and for every
 * attempt another. A cluster that comes or goes changes nothing about the order of the others.
 *
 * @throws InvalidJobError where there is none, saying which there are
 */
export const rankClusters = (
  choices: readonly ClusterChoice[],
  job: Pick<Job, 'jobId' | 'attempt'>,
  request: JobRequest,
): readonly [ClusterChoice, ...ClusterChoice[]] => {
  const allowed = choices.filter((choice) => isAllowed(choice, request))
  const scores = new Map(allowed.map((choice) => [choice, allowed.length > 1 ? score(choice, job) : 0]))
  const [first, ...rest] = allowed.sort((a, b) => (scores.get(b) ?? 0) - (scores.get(a) ?? 0))
  if (!first) throw none(choices, request)
  return [first, ...rest]
}
