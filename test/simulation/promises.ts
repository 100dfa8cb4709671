import { LABELS } from '../../events/pod-event.ts'
import type { Job } from '../../lib/jobs/job.ts'
import { deriveJobId } from '../../lib/jobs/job-id.ts'
import { isTerminal } from '../../lib/jobs/phase-rank.ts'
import type { SimulatedWorld } from './simulated-world.ts'
import { stepName } from './watched-job-store.ts'

/** What is promised, in a word, the gravest first. */
const PROMISES = ['one driver', 'no regression', 'an end', 'executors', 'the truth', 'news', 'no orphans'] as const

export type PromiseName = (typeof PROMISES)[number]

export interface Violation {
  readonly promise: PromiseName
  readonly text: string
}

/** How long news of a pod may be under way in calm weather, in milliseconds, */
const UNDER_WAY_MS = 15_000
/** and where no watch tells: until reconcile-jobs has compared, which it begins every minute. */
const COMPARED_MS = 65_000

/** The gravest first: it is what a story is to tell. */
export const byGravity = (violations: readonly Violation[]): readonly Violation[] =>
  violations.toSorted((left, right) => PROMISES.indexOf(left.promise) - PROMISES.indexOf(right.promise))

const broken = (promise: PromiseName, texts: readonly string[]): Violation[] => texts.map((text) => ({ promise, text }))

const twice = ({ kubelet }: SimulatedWorld): string[] => {
  const uids = new Map<string, Set<string>>()
  for (const { of, uid } of kubelet.runs) uids.set(of, (uids.get(of) ?? new Set()).add(uid))
  return [...uids].filter(([, all]) => all.size > 1).map(([of, all]) => `${of} ran as ${[...all].join(' and ')}`)
}

/**
 * Where the table does not say of a driver that is there what its pod says, and has had the time to.
 *
 * @param timely how long a pod may have been as it is, in milliseconds, and the table not say so
 */
export const untruths = (world: SimulatedWorld, when: string, timely = UNDER_WAY_MS): Violation[] =>
  broken(
    'the truth',
    [...world.cluster.shownPods].flatMap(({ metadata, status }) => {
      const { uid = '', labels, deletionTimestamp } = metadata ?? {}
      const job = world.store.jobs.get(labels?.[LABELS.jobId] ?? '')
      if (!job || job.driver?.uid !== uid || deletionTimestamp) return []
      if (world.kubelet.sameFor(uid) < timely) return []
      const said = `${when}: the table says ${job.state} of ${job.jobId}, its pod ${status?.phase}`
      if (status?.phase === 'Running') return job.state === 'RUNNING' || job.stop ? [] : [said]
      const ended = status?.phase === 'Succeeded' || status?.phase === 'Failed'
      return ended && !isTerminal(job.state) ? [said] : []
    }),
  )

/** As `untruths`, where the last fault may have been that the watch fell silent, and nobody knows yet. */
export const untruthsAfterFaults = (world: SimulatedWorld, when: string): Violation[] =>
  untruths(world, when, world.api.heardFor < UNDER_WAY_MS ? COMPARED_MS : UNDER_WAY_MS)

/** Jobs that are still under way, by what the table says. */
export const unfinished = (world: SimulatedWorld): string[] =>
  [...world.store.jobs.values()]
    .filter(({ state }) => !isTerminal(state))
    .map(({ jobId, state, message }) => `job ${jobId} is still ${state} (${message})`)

const unexplained = (world: SimulatedWorld): string[] =>
  [...world.store.jobs.values()]
    .filter(({ state, reason }) => state !== 'SUCCEEDED' && isTerminal(state) && !reason)
    .map(({ jobId, state }) => `job ${jobId} is ${state}, and nothing says why`)

/** Who says that a driver was stopped has to have it from its node. */
const wronglyKilled = ({ store, unwanted, kubelet }: SimulatedWorld): string[] =>
  [...store.jobs.values()]
    .filter(
      ({ jobId, state, driver }) =>
        state === 'KILLED' && !unwanted.has(jobId) && !kubelet.stopped.has(driver?.uid ?? ''),
    )
    .map(({ jobId }) => `job ${jobId} is KILLED, though nobody killed it and no node stopped its driver`)

const lost = ({ store, jobs }: SimulatedWorld, sent: readonly string[]): string[] => {
  const dead = new Set(
    jobs.deadLetters.filter(({ reason }) => reason).map(({ message }) => deriveJobId(message.source)),
  )
  return sent.filter((jobId) => !store.jobs.has(jobId) && !dead.has(jobId)).map((jobId) => `job ${jobId} was lost`)
}

const orphans = ({ cluster, store }: SimulatedWorld): string[] => {
  const pods = [...cluster.shownPods]
  const uids = new Set(pods.map(({ metadata }) => metadata?.uid))
  const owned = [...cluster.shownObjects].filter(({ metadata }) => !uids.has(metadata?.ownerReferences?.[0]?.uid))
  const drivers = new Set([...store.jobs.values()].map(({ driver }) => driver?.uid))
  const left = pods.filter(({ metadata, status }) => {
    const owner = metadata?.ownerReferences?.[0]?.uid
    return owner ? !uids.has(owner) : status?.phase === 'Pending' && !drivers.has(metadata?.uid)
  })
  return [...owned, ...left].map(({ kind = 'Pod', metadata }) => `${kind} ${metadata?.name} belongs to nobody`)
}

const misheard = ({ store, announcer }: SimulatedWorld, job: Job): string[] => {
  const moves = store.moves.get(job.jobId) ?? []
  const heard = new Set(announcer.changes.filter(({ jobId }) => jobId === job.jobId).map(stepName))
  const recorded = job.history.map(stepName)
  return [
    ...moves.filter((move) => !heard.has(move)).map((move) => `${move} was never announced`),
    ...[...heard].filter((step) => !moves.includes(step)).map((step) => `${step} was announced, and never was`),
    ...moves
      .slice(-recorded.length)
      .filter((move, index) => recorded[index] !== move)
      .map((move) => `${move} is not in its history`),
  ].map((text) => `job ${job.jobId}: ${text}`)
}

/**
 * All that was promised and does not hold when everything is over.
 *
 * @param isSwept whether what belongs to nobody was swept up
 */
export const brokenPromises = (world: SimulatedWorld, sent: readonly string[], isSwept: boolean): Violation[] => [
  ...broken('one driver', twice(world)),
  ...broken('no regression', world.store.regressions),
  ...broken('an end', [...unfinished(world), ...unexplained(world), ...lost(world, sent)]),
  ...broken('no orphans', isSwept ? orphans(world) : []),
  ...untruths(world, 'in the end'),
  ...broken('the truth', wronglyKilled(world)),
  ...broken(
    'news',
    [...world.store.jobs.values()].flatMap((job) => misheard(world, job)),
  ),
  ...broken('executors', world.drivers.violations),
]
