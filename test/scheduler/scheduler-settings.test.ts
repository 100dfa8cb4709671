import { describe, expect, it } from 'vitest'
import { SparkConf } from '../../lib/conf/spark-conf.ts'
import { initialExecutors } from '../../lib/scheduler/scheduler-settings.ts'
import { settingsOf } from './executor-specs.ts'

const DYNAMIC = { 'spark.dynamicAllocation.enabled': 'true' }

describe("the loop's settings", () => {
  it('know of batches only where the conf sets their size or their delay', () => {
    expect(settingsOf().allocation).not.toHaveProperty('batchSize')
    expect(settingsOf().allocation).not.toHaveProperty('batchDelay')
    const sized = settingsOf({ 'spark.kubernetes.allocation.batch.size': '100' }).allocation
    expect(sized).toMatchObject({ batchSize: 100, batchDelay: 1_000 })
    const delayed = settingsOf({ 'spark.kubernetes.allocation.batch.delay': '5s' }).allocation
    expect(delayed).toMatchObject({ batchDelay: 5_000 })
    expect(delayed).not.toHaveProperty('batchSize')
  })

  it('are checked even where they have no effect', () => {
    expect(() => settingsOf({ 'spark.kubernetes.allocation.executor.timeout': 'soon' })).toThrow(
      'spark.kubernetes.allocation.executor.timeout',
    )
  })

  it('do not allow one profile more pending pods than all of them', () => {
    const settings = { 'spark.kubernetes.allocation.maxPendingPods': '5' }
    const perProfile = 'spark.kubernetes.allocation.maxPendingPodsPerRp'
    expect(settingsOf(settings).allocation).toMatchObject({ maxPendingPods: 5 })
    expect(settingsOf({ ...settings, [perProfile]: '5' }).allocation).toMatchObject({ maxPendingPodsPerProfile: 5 })
    expect(() => settingsOf({ ...settings, [perProfile]: '6' })).toThrow(perProfile)
  })

  it('allow twice as many failures as there are executors, three at least', () => {
    expect(settingsOf({ 'spark.executor.instances': '1' }).lifecycle.maxFailures).toBe(3)
    expect(settingsOf({ 'spark.executor.instances': '20' }).lifecycle.maxFailures).toBe(40)
    expect(settingsOf(DYNAMIC).lifecycle.maxFailures).toBe(2_147_483_647)
    expect(settingsOf({ 'spark.yarn.max.executor.failures': '9' }).lifecycle.maxFailures).toBe(9)
  })

  it('bound the number of claims only where executors are to wait for one', () => {
    expect(settingsOf().claims).not.toHaveProperty('maximum')
    const conf = { 'spark.kubernetes.driver.waitToReusePersistentVolumeClaim': 'true' }
    expect(settingsOf(conf).claims).toMatchObject({ reuse: true, maximum: 2 })
    const own = { ...conf, 'spark.kubernetes.driver.ownPersistentVolumeClaim': 'false' }
    expect(settingsOf(own).claims).toMatchObject({ ownedByDriver: false, reuse: false })
  })
})

describe('how many executors an application begins with', () => {
  it('is what the conf asks for, or two', () => {
    expect(initialExecutors(SparkConf.empty)).toBe(2)
    expect(initialExecutors(SparkConf.of({ 'spark.executor.instances': '7' }))).toBe(7)
  })

  it('is the most of what dynamic allocation begins with', () => {
    const conf = { ...DYNAMIC, 'spark.dynamicAllocation.minExecutors': '3', 'spark.executor.instances': '5' }
    expect(initialExecutors(SparkConf.of(conf))).toBe(5)
    const few = SparkConf.of({ ...conf, 'spark.dynamicAllocation.maxExecutors': '4' })
    expect(() => initialExecutors(few)).toThrow('spark.dynamicAllocation.maxExecutors')
  })
})
