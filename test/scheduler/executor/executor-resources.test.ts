import { describe, expect, it } from 'vitest'
import { SparkConf } from '../../../lib/conf/spark-conf.ts'
import { executorResources } from '../../../lib/scheduler/executor/executor-resources.ts'
import { DEFAULT_PROFILE, type ResourceProfile } from '../../../lib/scheduler/resource-profile.ts'

const profile = (executorResources: ResourceProfile['executorResources']): ResourceProfile => ({
  id: 1,
  executorResources,
  taskResources: {},
})

const total = (settings: Record<string, string>, of: ResourceProfile = DEFAULT_PROFILE): number =>
  executorResources(SparkConf.of(settings), of).totalMemoryMiB

const PYTHON = { 'spark.kubernetes.resource.type': 'python', 'spark.executor.pyspark.memory': '256m' }

describe('memory of an executor pod', () => {
  it.each([
    ['heap and the least overhead', {}, 1408],
    ['another least overhead', { 'spark.executor.minMemoryOverhead': '100m' }, 1126],
    ['an overhead of its own, even none', { 'spark.executor.memoryOverhead': '0' }, 1024],
    [
      'a factor, cut to whole MiB',
      { 'spark.executor.memory': '5000m', 'spark.executor.memoryOverheadFactor': '0.33' },
      6650,
    ],
    ['the general factor', { 'spark.executor.memory': '10g', 'spark.kubernetes.memoryOverheadFactor': '0.4' }, 14336],
    [
      'its own factor before the general one',
      {
        'spark.executor.memory': '10g',
        'spark.kubernetes.memoryOverheadFactor': '0.4',
        'spark.executor.memoryOverheadFactor': '0.1',
      },
      11264,
    ],
    [
      'what is outside of the heap as well',
      { 'spark.memory.offHeap.enabled': 'true', 'spark.memory.offHeap.size': '1g' },
      2432,
    ],
    ['nothing for what is not enabled', { 'spark.memory.offHeap.size': '1g' }, 1408],
    ["Python's, for Python", PYTHON, 1664],
    ["not Python's, for others", { ...PYTHON, 'spark.kubernetes.resource.type': 'java' }, 1408],
  ] as [string, Record<string, string>, number][])('is %s', (_, settings, expected) => {
    expect(total(settings)).toBe(expected)
  })

  it('is refused where there is to be some outside of the heap, of no size', () => {
    expect(() => total({ 'spark.memory.offHeap.enabled': 'true' })).toThrow('spark.memory.offHeap.size')
  })

  it.each([
    ["the profile's heap, with the overhead of the conf's", { memory: { amount: 4096 } }, {}, 4480],
    ["the profile's overhead", { memory: { amount: 4096 }, memoryOverhead: { amount: 100 } }, {}, 4196],
    ["the conf's, where the profile says nothing", { cores: { amount: 2 } }, { 'spark.executor.memory': '2g' }, 2432],
    ["the profile's part for Python", { 'pyspark.memory': { amount: 10 } }, PYTHON, 1418],
    [
      "the profile's part outside of the heap",
      { offHeap: { amount: 10 } },
      { 'spark.memory.offHeap.enabled': 'true', 'spark.memory.offHeap.size': '1g' },
      1418,
    ],
  ] as [string, ResourceProfile['executorResources'], Record<string, string>, number][])(
    'of another profile is %s',
    (_, resources, settings, expected) => {
      expect(total(settings, profile(resources))).toBe(expected)
    },
  )
})

describe('a factor of the memory', () => {
  it('comes to no more than Spark can count', () => {
    const conf = SparkConf.of({ 'spark.executor.memory': '3p', 'spark.executor.memoryOverheadFactor': '5' })
    expect(executorResources(conf, DEFAULT_PROFILE).totalMemoryMiB).toBe(3 * 2 ** 30 + 2 ** 31 - 1)
  })

  it('is checked even where a profile has an overhead of its own', () => {
    const conf = SparkConf.of({ 'spark.kubernetes.memoryOverheadFactor': '-1' })
    expect(() => executorResources(conf, profile({ memoryOverhead: { amount: 1 } }))).toThrow('memoryOverheadFactor')
  })
})

describe('memory outside of the heap', () => {
  it('is that of the conf even where a profile has its own: the default profile is there, too', () => {
    const offHeap = { offHeap: { amount: 5 } }
    const enabled = { 'spark.memory.offHeap.enabled': 'true' }
    expect(() => executorResources(SparkConf.of(enabled), profile(offHeap))).toThrow('spark.memory.offHeap.size')
    expect(() => executorResources(SparkConf.of({ 'spark.memory.offHeap.size': 'x' }), DEFAULT_PROFILE)).toThrow(
      'offHeap',
    )
  })
})

describe('devices of an executor pod', () => {
  const gpus = { 'spark.executor.resource.gpu.amount': '2', 'spark.executor.resource.gpu.vendor': 'nvidia.com' }

  it('are those of the conf for the default profile alone', () => {
    expect(executorResources(SparkConf.of(gpus), DEFAULT_PROFILE).devices).toEqual({ 'nvidia.com/gpu': '2' })
    expect(executorResources(SparkConf.of(gpus), profile({})).devices).toEqual({})
  })

  it('have a vendor that is more than an empty name', () => {
    const unnamed = SparkConf.of({ ...gpus, 'spark.executor.resource.gpu.vendor': '' })
    expect(() => executorResources(unnamed, DEFAULT_PROFILE)).toThrow('vendor was not specified')
  })

  it('are those of another profile, which have a vendor', () => {
    const fpga = { amount: 1, vendor: 'xilinx.com' }
    expect(executorResources(SparkConf.empty, profile({ fpga })).devices).toEqual({ 'xilinx.com/fpga': '1' })
    expect(() => executorResources(SparkConf.empty, profile({ fpga: { amount: 1 } }))).toThrow(
      'Resource: fpga was requested by resource profile 1, but vendor was not specified',
    )
  })
})
