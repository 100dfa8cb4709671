import { setTimeout as pause } from 'node:timers/promises'
import type { Job } from '../../../lib/jobs/job.ts'
import { isTerminal } from '../../../lib/jobs/phase-rank.ts'
import type { KubernetesObject } from '../../../lib/ports/kubernetes-types.ts'
import type { Diary } from './diary.ts'
import type { JobRecords } from './job-records.ts'
import type { Truth } from './life-kinds.ts'
import { type Life, NAMESPACE } from './lives.ts'

const LOOK_MS = 1_000

/** The records of all of them when the last has ended; as they are when patience has. */
export const whenAllEnded = async (
  lives: readonly Life[],
  records: JobRecords,
  patienceMs: number,
): Promise<ReadonlyMap<string, Job>> => {
  const deadline = performance.now() + patienceMs
  for (;;) {
    const found = await records.read(lives.map(({ jobId }) => jobId))
    const open = lives.filter(({ jobId }) => !isTerminal(found.get(jobId)?.state ?? 'ACCEPTED'))
    if (open.length === 0 || performance.now() > deadline) return found
    await pause(LOOK_MS)
  }
}

const is = ({ state, reason, exitCode, attempt }: Truth, job: Job): boolean =>
  job.state === state && job.reason === reason && job.attempt === attempt && (exitCode ?? job.exitCode) === job.exitCode

const told = (job: Job | undefined): string =>
  job ? `${job.state} ${job.reason ?? ''} attempt ${job.attempt} exit ${job.exitCode}: ${job.message ?? ''}` : 'nothing'

/** What is wrong with how the table and the diary tell of these lives: a line for each. */
export const mistakes = async (
  lives: readonly Life[],
  jobs: ReadonlyMap<string, Job>,
  diary: Diary,
  allowed: 'the first truth' | 'any truth',
): Promise<readonly string[]> => {
  const wrong = lives.map(async ({ name, kind, jobId, truths, starts }): Promise<readonly string[]> => {
    const job = jobs.get(jobId)
    const right = allowed === 'any truth' ? truths : truths.slice(0, 1)
    const pods = await diary.startsOf(name)
    return [
      ...(job && right.some((truth) => is(truth, job)) ? [] : [`${name}, which ${kind}, is recorded as ${told(job)}`]),
      ...(pods.length === starts && new Set(pods).size === starts
        ? []
        : [`${name}, which ${kind}, was started ${pods.length} times instead of ${starts}: ${pods}`]),
    ]
  })
  return (await Promise.all(wrong)).flat()
}

const listed = async (url: string, plural: string): Promise<readonly KubernetesObject[]> => {
  const answer = await fetch(`${url}/api/v1/namespaces/${NAMESPACE}/${plural}`)
  return ((await answer.json()) as { items: KubernetesObject[] }).items
}

/** Services and configmaps of jobs whose pod is gone, and pods that no record names. */
export const leftovers = async (kubernetes: string, jobs: ReadonlyMap<string, Job>): Promise<readonly string[]> => {
  const [pods, services, configMaps] = await Promise.all(
    ['pods', 'services', 'configmaps'].map((plural) => listed(kubernetes, plural)),
  )
  const uids = new Set(pods?.map(({ metadata }) => metadata?.uid))
  const drivers = new Set([...jobs.values()].flatMap(({ driver }) => driver?.uid ?? []))
  const owned = [...(services ?? []), ...(configMaps ?? [])].filter(
    ({ metadata }) => metadata?.name !== 'kube-root-ca.crt',
  )
  const strays = owned.filter(({ metadata }) => !metadata?.ownerReferences?.some(({ uid }) => uids.has(uid)))
  const unknown = pods?.filter(({ metadata }) => !drivers.has(metadata?.uid ?? '')) ?? []
  return [...strays, ...unknown].map(({ metadata }) => metadata?.name ?? '')
}
