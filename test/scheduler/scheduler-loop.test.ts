import { describe, expect, it } from 'vitest'
import { claimOf, executorName } from './executor-specs.ts'
import { SchedulerWorld } from './scheduler-world.ts'
import { NO_FAULTS } from './simulated-cluster.ts'

const idsOf = ({ cluster }: SchedulerWorld): readonly number[] =>
  cluster.live().map(({ metadata }) => Number(metadata?.labels?.['spark-exec-id']))

describe('the scheduler loop', () => {
  it('creates executors a batch at a time where the conf says so', async () => {
    const conf = { 'spark.kubernetes.allocation.batch.size': '3', 'spark.kubernetes.allocation.batch.delay': '1s' }
    const world = new SchedulerWorld({ conf })
    world.ask(0, 7)
    await world.time.advance(500)
    expect(world.cluster.live()).toHaveLength(3)
    await world.time.advance(1_000)
    expect(world.cluster.live()).toHaveLength(6)
    await world.time.advance(1_000)
    expect(world.cluster.live()).toHaveLength(7)
  })

  it('takes back what is pending and not needed once it is old enough, but nothing that runs or is registered', async () => {
    const world = new SchedulerWorld()
    world.ask(0, 6)
    await world.time.advance(500)
    world.cluster.setPhase(executorName(1), 'Running')
    world.loop.setKnown(new Set([1, 2]))
    world.ask(0, 1)
    await world.time.advance(58_000)
    expect(world.cluster.live()).toHaveLength(6)
    await world.time.advance(10_000)
    expect(idsOf(world).toSorted()).toEqual([1, 2])
    expect(world.backend.refused.toSorted()).toEqual([3, 4, 5, 6])
  })

  it('tells Spark once why an executor failed, and deletes its pod', async () => {
    const world = new SchedulerWorld()
    world.ask(0, 2)
    await world.time.advance(500)
    world.cluster.setPhase(executorName(1), 'Failed')
    await world.time.advance(3_000)
    expect(world.backend.gone.get(1)).toMatchObject({ exitCode: 1, causedByApp: true })
    expect(world.cluster.pods.has(executorName(1))).toBe(false)
    expect(idsOf(world)).toEqual([2, 3])
  })

  it('marks the pods of executors that ended where they are to be kept', async () => {
    const world = new SchedulerWorld({ conf: { 'spark.kubernetes.executor.deleteOnTermination': 'false' } })
    world.ask(0, 1)
    await world.time.advance(500)
    world.cluster.setPhase(executorName(1), 'Failed')
    await world.time.advance(3_000)
    const labels = world.cluster.pods.get(executorName(1))?.metadata?.labels
    expect(labels?.['spark-exec-inactive']).toBe('true')
  })

  it('ends the application when too many executors failed', async () => {
    const world = new SchedulerWorld({ conf: { 'spark.executor.maxNumFailures': '2' } })
    world.ask(0, 1)
    for (let id = 1; id <= 3; id++) {
      await world.time.advance(3_000)
      world.cluster.setPhase(executorName(id), 'Failed')
    }
    await world.time.advance(3_000)
    expect(world.backend.failures).toEqual([expect.stringContaining('more than 2 executors failed')])
  })

  it('does not count failures that are too long ago', async () => {
    const conf = { 'spark.executor.maxNumFailures': '2', 'spark.executor.failuresValidityInterval': '5s' }
    const world = new SchedulerWorld({ conf })
    world.ask(0, 1)
    for (let id = 1; id <= 5; id++) {
      await world.time.advance(4_000)
      world.cluster.setPhase(executorName(id), 'Failed')
    }
    await world.time.advance(4_000)
    expect(world.backend.failures).toEqual([])
  })

  it('finds out that a registered executor has no pod', async () => {
    const world = new SchedulerWorld()
    world.ask(0, 1)
    await world.time.advance(500)
    world.loop.setKnown(new Set([1, 77]))
    await world.time.advance(70_000)
    expect([...world.backend.gone.keys()]).toEqual([77])
    expect(world.backend.gone.get(77)).toMatchObject({ exitCode: -1, causedByApp: false })
  })

  it('waits for a quota that is used up without asking all the time, and goes on at once when there is room', async () => {
    const world = new SchedulerWorld()
    world.cluster.quota = 3
    world.ask(0, 5)
    await world.time.advance(60_000)
    expect(world.cluster.live()).toHaveLength(3)
    expect(world.backend.failures).toEqual([])
    world.cluster.quota = 5
    world.cluster.remove(executorName(idsOf(world)[0] ?? 0))
    await world.time.advance(1_000)
    expect(world.cluster.live()).toHaveLength(5)
  })

  it('ends the application when the API server refuses executors for good', async () => {
    const world = new SchedulerWorld()
    await world.time.advance(500)
    world.cluster.quota = 0
    world.cluster.quotaMessage = 'pods is forbidden: cannot create resource'
    world.ask(0, 5)
    await world.time.advance(60_000)
    expect(world.backend.failures).toEqual([expect.stringContaining('cannot create resource')])
  })

  it('creates nothing twice where every answer is lost', async () => {
    const world = new SchedulerWorld()
    await world.time.advance(500)
    world.cluster.faults = { ...NO_FAULTS, lostAnswer: 0.9 }
    world.ask(0, 20)
    await world.time.advance(5_000)
    world.cluster.faults = NO_FAULTS
    await world.time.advance(60_000)
    expect(world.cluster.live()).toHaveLength(20)
    expect(world.cluster.violations).toEqual([])
  })

  it('does not send a creation without an answer again once Spark asks for fewer', async () => {
    const world = new SchedulerWorld()
    world.cluster.faults = { ...NO_FAULTS, error: 1 }
    world.ask(0, 5)
    await world.time.advance(60)
    world.ask(0, 2)
    world.cluster.faults = NO_FAULTS
    await world.time.advance(10_000)
    expect(world.cluster.live()).toHaveLength(2)
    expect(world.cluster.violations).toEqual([])
  })

  it('sends none of several creations without an answer again while there may be one too many', async () => {
    for (let seed = 1; seed <= 20; seed++) {
      const world = new SchedulerWorld({ seed })
      world.cluster.faults = { ...NO_FAULTS, error: 0.25, lostAnswer: 0.75 }
      world.ask(0, 6)
      await world.time.advance(60)
      world.ask(0, 5)
      world.cluster.faults = NO_FAULTS
      await world.time.advance(10_000)
      expect(world.cluster.violations, `seed ${seed}`).toEqual([])
      expect(world.cluster.live().length, `seed ${seed}`).toBeGreaterThanOrEqual(5)
    }
  })

  it('takes back what a creation without an answer made all the same', async () => {
    const world = new SchedulerWorld()
    world.cluster.faults = { ...NO_FAULTS, lostAnswer: 1 }
    world.ask(0, 5)
    await world.time.advance(60)
    world.ask(0, 2)
    world.cluster.faults = NO_FAULTS
    await world.time.advance(70_000)
    expect(world.cluster.live()).toHaveLength(2)
    expect(world.cluster.violations).toEqual([])
  })

  it('waits for a claim to become free where no more are to be made', async () => {
    const conf = {
      'spark.executor.instances': '2',
      'spark.kubernetes.driver.waitToReusePersistentVolumeClaim': 'true',
    }
    const world = new SchedulerWorld({ conf, claims: 1 })
    const earlier = claimOf('earlier')
    const creationTimestamp = '2025-01-01T00:00:00Z'
    world.cluster.claims.set('earlier', { ...earlier, metadata: { ...earlier.metadata, creationTimestamp } })
    world.ask(0, 3)
    await world.time.advance(10_000)
    expect(world.cluster.claims.size).toBe(2)
    const before = world.cluster.live().length
    expect(before).toBe(2)
    world.cluster.remove(executorName(idsOf(world)[0] ?? 0))
    await world.time.advance(5_000)
    expect(world.cluster.live()).toHaveLength(before)
    expect(world.cluster.violations).toEqual([])
  })

  it('deletes at its end the claims that a loop before it made', async () => {
    const world = new SchedulerWorld({ claims: 1 })
    world.ask(0, 1)
    await world.time.advance(100)
    world.restart()
    const [name = ''] = [...world.cluster.pods.keys()]
    world.cluster.run(name)
    await world.time.advance(1_000)
    expect(world.cluster.claims.size).toBe(1)
    const stopping = world.loop.stop()
    await world.time.advance(30_000)
    await stopping
    expect(world.cluster.claims.size).toBe(0)
  })

  it('labels executors that Spark lets go, and deletes those that still run after the grace period', async () => {
    const conf = {
      'spark.kubernetes.executor.decommissionLabel': 'leaving',
      'spark.kubernetes.executor.decommissionLabelValue': 'yes',
    }
    const world = new SchedulerWorld({ conf })
    world.ask(0, 2)
    await world.time.advance(500)
    for (const id of [1, 2]) world.cluster.setPhase(executorName(id), 'Running')
    world.ask(0, 1)
    world.loop.release([2])
    await world.time.advance(1_000)
    expect(world.cluster.pods.get(executorName(2))?.metadata?.labels?.['leaving']).toBe('yes')
    await world.time.advance(5_000)
    expect(idsOf(world)).toEqual([1])
  })
})
