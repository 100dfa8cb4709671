import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SchedulerWorld } from './scheduler-world.ts'
import { NO_FAULTS } from './simulated-cluster.ts'

type Step = (world: SchedulerWorld) => void | Promise<void>

const named = (name: string, step: Step): Step => Object.assign(step, { [fc.toStringMethod]: () => name })

/** One of the pods that are there, if any. */
const onPod = (what: string, act: (world: SchedulerWorld, name: string) => void) =>
  fc.nat().map((index) =>
    named(`${what} ${index}`, (world) => {
      const pods = [...world.cluster.pods.keys()]
      const name = pods[index % Math.max(1, pods.length)]
      if (name !== undefined) act(world, name)
    }),
  )

const chance = fc.double({ min: 0, max: 0.25, noNaN: true })

const step = fc.oneof(
  fc
    .tuple(fc.nat({ max: 1 }), fc.nat({ max: 40 }))
    .map(([profile, target]) => named(`ask ${profile} ${target}`, (world) => world.ask(profile, target))),
  onPod('delete', (world, name) => world.cluster.remove(name)),
  onPod('run', (world, name) => world.cluster.run(name)),
  onPod('fail', (world, name) => world.cluster.setPhase(name, 'Failed')),
  fc.record({ throttle: chance, refuse: chance, error: chance, lostAnswer: chance }).map((faults) =>
    named(`faults ${JSON.stringify(faults)}`, (world) => {
      world.cluster.faults = faults
    }),
  ),
  fc.nat({ max: 3 }).map((rooms) =>
    named(`quota ${rooms}`, (world) => {
      world.cluster.quota = world.cluster.pods.size + rooms
    }),
  ),
  fc.constant(named('break watches', (world) => world.cluster.breakWatches())),
  fc.constant(named('restart', (world) => world.restart())),
  fc.integer({ min: 1, max: 3_000 }).map((ms) => named(`wait ${ms}`, (world) => world.time.advance(ms))),
)

/** How many sequences are tried of each kind; many take long, so that they are for whoever asks for them. */
const RUNS = Number(process.env['SPARKDROP_TEST_PROPERTY_RUNS'] ?? 60)
const PATIENCE_MS = Math.max(60_000, RUNS * 200)

/** Failures are no reason to end these applications, whatever their number. */
const CONF = { 'spark.executor.maxNumFailures': '1000000' }

describe('the scheduler loop, whatever happens', () => {
  for (const claims of [0, 1]) {
    const kind = claims === 0 ? 'without claims' : 'with claims that are made on demand'
    it(
      `never has one executor too many, gets as many as asked for, and leaves none behind, ${kind}`,
      async () => {
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 30 }), fc.nat(), async (steps, seed) => {
            const world = new SchedulerWorld({ seed, claims, conf: CONF })
            for (const act of steps) await act(world)
            world.cluster.faults = NO_FAULTS
            world.cluster.quota = Number.POSITIVE_INFINITY
            await world.time.advance(200_000)
            expect(world.cluster.violations).toEqual([])
            for (const [profile, target] of world.targets) {
              const live = world.cluster.live(profile)
              const running = live.filter(({ status }) => status?.phase === 'Running').length
              expect(live).toHaveLength(Math.max(target, running))
            }
            const wanted = world.cluster.live().flatMap(({ spec }) => spec?.volumes ?? [])
            for (const { persistentVolumeClaim } of wanted) {
              expect(world.cluster.claims.has(persistentVolumeClaim?.claimName ?? '')).toBe(true)
            }
            const stopping = world.loop.stop()
            await world.time.advance(30_000)
            await stopping
            expect([...world.cluster.pods.keys()]).toEqual([])
            expect([...world.cluster.claims.keys()]).toEqual([])
            expect(world.backend.failures).toEqual([])
          }),
          { numRuns: RUNS },
        )
      },
      PATIENCE_MS,
    )
  }
})
