import { LABELS } from '../../events/pod-event.ts'
import { deriveJobId } from '../../lib/jobs/job-id.ts'
import { isTerminal } from '../../lib/jobs/phase-rank.ts'
import { jobRequest } from '../builders/job.ts'
import type { Flaw } from './flaws.ts'
import { SimulatedWorld } from './simulated-world.ts'
import { UnconditionalJobStore, WatchedJobStore } from './watched-job-store.ts'

export interface Simulation {
  readonly seed: number
  /** What was promised and did not hold; none where all is well. */
  readonly violations: readonly string[]
  /** Drivers that ran. */
  readonly runs: number
}

const JOBS = 50
const MINUTE_MS = 60_000
/** When the last fault happens. */
const FAULTS_END_MS = 30 * MINUTE_MS
/** So long afterwards the table is to say what is so. */
const SETTLED_MS = FAULTS_END_MS + MINUTE_MS
/** By then every job has come to its end, with all its attempts. */
const END_MS = 4 * 60 * MINUTE_MS
const DOWN_MS = 10 * MINUTE_MS
/** In calm weather, between two runs of reconcile-jobs, the forwarder is away again. */
const AWAY_AT_MS = SETTLED_MS + 5_000
const BACK_AT_MS = AWAY_AT_MS + 30_000
/** So soon after it is back the table is to know what happened meanwhile. */
const CAUGHT_UP_MS = BACK_AT_MS + 20_000
/** Jobs come until then: some run when the forwarder is away, and when all goes wrong. */
const SENT_UNTIL_MS = 32 * MINUTE_MS
/** How long news of a pod may be under way in calm weather. */
const UNDER_WAY_MS = 15_000
const STEP_MS = 5 * MINUTE_MS

const twice = (world: SimulatedWorld): string[] => {
  const uids = new Map<string, Set<string>>()
  for (const { of, uid } of world.kubelet.runs) uids.set(of, (uids.get(of) ?? new Set()).add(uid))
  return [...uids].filter(([, all]) => all.size > 1).map(([of, all]) => `${of} ran as ${[...all].join(' and ')}`)
}

/** Where the table does not say of a driver that is there what its pod says, and has had the time to. */
const untrue = (world: SimulatedWorld): string[] =>
  world.cluster.pods.flatMap(({ metadata, status }) => {
    const job = world.store.jobs.get(metadata?.labels?.[LABELS.jobId] ?? '')
    if (job?.driver?.uid !== metadata?.uid || metadata?.deletionTimestamp) return []
    if (world.kubelet.sameFor(metadata?.uid ?? '') < UNDER_WAY_MS) return []
    const said = `the table says ${job?.state} of ${job?.jobId}, its pod ${status?.phase}`
    if (status?.phase === 'Running') return job?.state === 'RUNNING' || job?.stop ? [] : [said]
    const ended = status?.phase === 'Succeeded' || status?.phase === 'Failed'
    return ended && job && !isTerminal(job.state) ? [said] : []
  })

const unfinished = (world: SimulatedWorld): string[] =>
  [...world.store.jobs.values()]
    .filter(({ state }) => !isTerminal(state))
    .map(({ jobId, state, message }) => `job ${jobId} is still ${state} (${message})`)

const orphans = (world: SimulatedWorld): string[] => {
  const uids = new Set(world.cluster.pods.map(({ metadata }) => metadata?.uid))
  const owned = world.cluster.objects().filter(({ metadata }) => !uids.has(metadata?.ownerReferences?.[0]?.uid))
  const drivers = new Set([...world.store.jobs.values()].map(({ driver }) => driver?.uid))
  const held = world.cluster.pods.filter(({ metadata, status }) => {
    return status?.phase === 'Pending' && !drivers.has(metadata?.uid)
  })
  return [...owned, ...held].map(({ kind = 'Pod', metadata }) => `${kind} ${metadata?.name} belongs to nobody`)
}

/** Jobs come in, half of them as messages of which there is no record yet; some are killed later. */
const populate = (world: SimulatedWorld): string[] => {
  const { agenda, chance } = world
  return Array.from({ length: JOBS }, (_, n) => {
    const request = jobRequest({
      source: { kind: 'sqs', id: `job-${n}` },
      restartPolicy: {
        type: chance.pick(['Never', 'OnFailure']),
        runFailures: chance.between(0, 2),
        preemptions: chance.between(0, 2),
      },
      timeouts: chance.percent(20) ? { runSeconds: 300, startSeconds: 600 } : {},
    })
    const jobId = deriveJobId(request.source)
    const sentAt = chance.between(0, SENT_UNTIL_MS)
    if (chance.percent(50)) agenda.after(sentAt, () => void world.send(request))
    else agenda.after(sentAt, () => world.jobs.put(request))
    if (chance.percent(10)) agenda.after(sentAt + chance.between(5_000, 5 * MINUTE_MS), () => void world.kill(jobId))
    return jobId
  })
}

/**
 * Lets fifty jobs go their way while everything goes wrong that may: messages that come several times and in any order,
 * calls that fail before or after they were done, functions that die at any await, clocks that are minutes off, a
 * forwarder that is away for ten minutes, pods that are deleted; then lets calm return, and looks at what was promised.
 *
 * @returns the same for the same seed, always
 */
export const simulate = async (seed: number, flaw?: Flaw): Promise<Simulation> => {
  const store = flaw === 'unconditional-writes' ? new UnconditionalJobStore() : new WatchedJobStore()
  const world = new SimulatedWorld(seed, store, flaw)
  const sent = populate(world)
  const downAt = world.chance.between(0, FAULTS_END_MS - DOWN_MS)
  for (const [away, back] of [
    [downAt, downAt + DOWN_MS],
    [AWAY_AT_MS, BACK_AT_MS],
  ] as const) {
    world.agenda.after(away, () => world.forwarder.goDown())
    world.agenda.after(back, () => world.forwarder.comeUp(flaw !== 'no-relist'))
  }
  world.agenda.after(FAULTS_END_MS, () => {
    world.weather.over = true
  })
  world.start()
  await world.agenda.runUntil(SETTLED_MS)
  const violations = untrue(world).map((text) => `a minute after the last fault: ${text}`)
  await world.agenda.runUntil(CAUGHT_UP_MS)
  violations.push(...untrue(world).map((text) => `when the forwarder is back: ${text}`))
  while (world.agenda.now < END_MS && unfinished(world).length > 0)
    await world.agenda.runUntil(world.agenda.now + STEP_MS)
  // Orphans are swept every ten minutes.
  await world.agenda.runUntil(world.agenda.now + 12 * MINUTE_MS)
  violations.push(...twice(world), ...store.regressions, ...untrue(world), ...unfinished(world), ...orphans(world))
  const dead = new Set(world.jobs.deadLetters.map(({ message }) => deriveJobId(message.source)))
  for (const jobId of sent) if (!store.jobs.has(jobId) && !dead.has(jobId)) violations.push(`job ${jobId} was lost`)
  return { seed, violations, runs: world.kubelet.runs.length }
}
