import type { JobRequest } from '../../events/job-request.ts'
import { deriveJobId } from '../../lib/jobs/job-id.ts'
import { jobRequest } from '../builders/job.ts'
import type { Course } from './course.ts'
import { brokenPromises, byGravity, unfinished, untruths, untruthsAfterFaults, type Violation } from './promises.ts'
import { SimulatedWorld } from './simulated-world.ts'

export interface Simulation {
  readonly seed: number
  /** What was promised and did not hold; none where all is well. */
  readonly violations: readonly Violation[]
  /** Drivers that ran. */
  readonly runs: number
  /** Executors that were created. */
  readonly executors: number
  /** What went wrong. */
  readonly faults: readonly string[]
  /** What happened, step by step, where the course is to be told. */
  readonly story: readonly string[]
}

export const JOBS = 50
const SECOND_MS = 1_000
const MINUTE_MS = 60 * SECOND_MS
/** When the last fault happens. */
const FAULTS_END_MS = 30 * MINUTE_MS
/** So long afterwards the table is to say what is so. */
const SETTLED_MS = FAULTS_END_MS + MINUTE_MS
const DOWN_MS = 10 * MINUTE_MS
const MOST_KILLS = 4
/** Then the forwarder hears nothing for a while, between two runs of reconcile-jobs: it alone can know what happened. */
const DEAFENED_MS = [2, 4, 6, 8].map((minutes) => SETTLED_MS + minutes * MINUTE_MS + 5 * SECOND_MS)
const DEAF_MS = 30 * SECOND_MS
/** So soon afterwards the table is to know what happened meanwhile. */
const CAUGHT_UP_MS = 20 * SECOND_MS
/** Jobs come until then: some run when the forwarder is away, and when all goes wrong. */
const SENT_UNTIL_MS = 38 * MINUTE_MS
/** By then every job has come to its end, with all its attempts. */
const END_MS = 4 * 60 * MINUTE_MS
const STEP_MS = 5 * MINUTE_MS
/** Orphans are swept every ten minutes, when they are ten minutes old, in namespaces where a job is open: here the last one. */
const SWEEP_MS = 10 * MINUTE_MS
const LAST_BEFORE_MS = 2.5 * SECOND_MS
const LAST_RUNS_MS = 12 * MINUTE_MS

/** Jobs come in, half of them as messages of which there is no record yet; some are killed later. */
const populate = (world: SimulatedWorld, { jobs = JOBS, only }: Course): string[] => {
  const { agenda, chronicle } = world
  const numbers = Array.from({ length: jobs }, (_, number) => number)
  return numbers
    .filter((number) => only?.has(number) ?? true)
    .map((number) => {
      const chance = world.chance.of(`job ${number}`)
      const request = jobRequest({
        source: { kind: 'sqs', id: `job-${number}` },
        restartPolicy: {
          type: chance.pick(['Never', 'OnFailure']),
          runFailures: chance.between(0, 2),
          preemptions: chance.between(0, 2),
        },
        timeouts: chance.percent(20) ? { runSeconds: 300, startSeconds: 600 } : {},
      })
      const jobId = deriveJobId(request.source)
      chronicle.call(jobId, `job-${number}`)
      const sentAt = chance.between(0, SENT_UNTIL_MS)
      const isSent = chance.percent(50)
      const killedAfter = chance.percent(10) ? chance.between(5 * SECOND_MS, 5 * MINUTE_MS) : undefined
      agenda.after(sentAt, () => {
        chronicle.note(() => `${jobId} is sent, ${isSent ? 'by the API' : 'as a message'}`)
        if (isSent) void world.send(request)
        else world.putJob(request)
      })
      if (killedAfter !== undefined) agenda.after(sentAt + killedAfter, () => void world.kill(jobId))
      return jobId
    })
}

/** While the weather is bad the forwarder is killed now and then, and once it is away for long. */
const troubleForwarder = ({ agenda, chance, faults, forwarder }: SimulatedWorld): void => {
  const own = chance.of('the forwarder')
  const downAt = own.between(0, FAULTS_END_MS - DOWN_MS - MINUTE_MS)
  let isDown = false
  agenda.after(downAt, () => {
    if (!faults.strike(true, () => 'the forwarder is down for ten minutes')) return
    isDown = true
    forwarder.kill()
    agenda.after(DOWN_MS, () => {
      isDown = false
      forwarder.start()
    })
  })
  const kills = own.between(0, MOST_KILLS)
  for (let kill = 1; kill <= kills; kill++) {
    agenda.after(own.between(0, FAULTS_END_MS - 1), () => {
      if (isDown || !faults.strike(true, () => `the forwarder is killed, for time ${kill}`)) return
      forwarder.kill()
      forwarder.start()
    })
  }
}

/** In calm weather the forwarder is away, or its watch is, and the API server forgets what happened meanwhile. */
const deafen = async (world: SimulatedWorld, at: number, isAway: boolean): Promise<Violation[]> => {
  const { agenda, api, faults, forwarder } = world
  await agenda.runUntil(at)
  const minute = Math.floor(at / MINUTE_MS)
  const name = isAway ? 'the forwarder is away for 30 s' : 'all watches fall silent, and break after 30 s with a gap'
  if (!faults.plan(`${name} in minute ${minute}`)) return []
  if (isAway) forwarder.kill()
  else api.stallWatches()
  await agenda.runUntil(at + DEAF_MS)
  if (isAway) forwarder.start()
  else api.breakWatches()
  await agenda.runUntil(at + DEAF_MS + CAUGHT_UP_MS)
  return untruths(world, `20 s after the ${isAway ? 'forwarder' : 'watch'} was back`)
}

/**
 * Waits for the next sweep, in the middle of which a last job is open.
 *
 * @returns whether there was one
 */
const sweep = async ({ agenda, chronicle, faults }: SimulatedWorld, send: (request: JobRequest) => void) => {
  const sweepAt = Math.ceil((agenda.now + SWEEP_MS) / SWEEP_MS) * SWEEP_MS
  await agenda.runUntil(sweepAt - LAST_BEFORE_MS)
  const last = jobRequest({ source: { kind: 'sqs', id: 'last' } })
  chronicle.call(deriveJobId(last.source), 'job-last')
  const isSwept = faults.plan('a last job is sent just before the orphans are swept')
  if (isSwept) send(last)
  await agenda.runUntil(sweepAt + LAST_RUNS_MS)
  return isSwept
}

/**
 * Lets jobs go their way while everything goes wrong that may, then lets calm return, and looks at what was promised (see
 * docs/reliability.md).
 *
 * @returns the same for the same course, always
 */
export const simulate = async (course: Course): Promise<Simulation> => {
  // Errors are made by the thousand, and nobody looks where.
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    return await run(course)
  } finally {
    Error.stackTraceLimit = limit
  }
}

const run = async (course: Course): Promise<Simulation> => {
  const world = new SimulatedWorld(course)
  const { agenda, chronicle, cluster, faults, kubelet, drivers } = world
  const sent = populate(world, course)
  troubleForwarder(world)
  // The garbage collector is late for as long.
  cluster.collectsGarbage = false
  agenda.after(FAULTS_END_MS, () => {
    faults.over = true
    cluster.collectsGarbage = true
    chronicle.note(() => 'from now on nothing goes wrong any more')
  })
  world.start()
  await agenda.runUntil(SETTLED_MS)
  const violations = untruthsAfterFaults(world, 'a minute after the last fault')
  for (const [number, at] of DEAFENED_MS.entries()) violations.push(...(await deafen(world, at, number % 2 === 1)))
  while (agenda.now < END_MS && unfinished(world).length > 0) await agenda.runUntil(agenda.now + STEP_MS)
  const isSwept = await sweep(world, (last) => void world.send(last))
  violations.push(...brokenPromises(world, sent, isSwept))
  world.stop()
  return {
    seed: course.seed,
    violations: byGravity(violations).map(({ promise, text }) => ({ promise, text: chronicle.retold(text) })),
    runs: kubelet.runs.length,
    executors: drivers.executors,
    faults: [...faults.struck],
    story: chronicle.story,
  }
}
