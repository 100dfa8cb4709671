import { describe, expect, it } from 'vitest'
import { withCurrentNames } from '../../lib/conf/legacy-names.ts'
import { SparkConf } from '../../lib/conf/spark-conf.ts'
import { nearestName, unknownProperties } from '../../lib/conf/unknown-properties.ts'
import { unusableProperties } from '../../lib/conf/unusable-properties.ts'

describe('a name of the first Spark on Kubernetes', () => {
  it.each([
    ['spark.kubernetes.driver.docker.image', 'spark.kubernetes.driver.container.image'],
    ['spark.kubernetes.executor.docker.image', 'spark.kubernetes.executor.container.image'],
    ['spark.kubernetes.docker.image.pullPolicy', 'spark.kubernetes.container.image.pullPolicy'],
    ['spark.kubernetes.executor.memoryOverhead', 'spark.executor.memoryOverhead'],
    ['spark.kubernetes.node.selectors.disk', 'spark.kubernetes.node.selector.disk'],
  ])('%s means %s, with one warning', (old, current) => {
    const { conf, warnings } = withCurrentNames(SparkConf.of({ [old]: 'x' }))
    expect(conf.toRecord()).toEqual({ [current]: 'x' })
    expect(warnings).toEqual([`${old} is deprecated: use ${current}`])
  })

  it('that holds a list of pairs becomes a setting for each', () => {
    const { conf } = withCurrentNames(SparkConf.of({ 'spark.kubernetes.driver.labels': 'team=data, tier=a=b' }))
    expect(conf.toRecord()).toEqual({
      'spark.kubernetes.driver.label.team': 'data',
      'spark.kubernetes.driver.label.tier': 'a=b',
    })
  })

  it('that holds something else than pairs is refused', () => {
    const conf = SparkConf.of({ 'spark.kubernetes.node.selectors': 'ssd' })
    expect(() => withCurrentNames(conf)).toThrow("'ssd' is no key=value pair; set spark.kubernetes.node.selector.<key>")
  })

  it("yields to today's name", () => {
    const settings = { 'spark.kubernetes.driver.docker.image': 'old', 'spark.kubernetes.driver.container.image': 'new' }
    expect(withCurrentNames(SparkConf.of(settings)).conf.toRecord()).toEqual({
      'spark.kubernetes.driver.container.image': 'new',
    })
  })

  it.each([
    ['spark.kubernetes.resourceStagingServer.uri', 'spark.kubernetes.file.upload.path'],
    ['spark.kubernetes.initcontainer.docker.image', 'the driver fetches its dependencies by itself'],
    ['spark.kubernetes.shuffle.namespace', 'spark.dynamicAllocation.shuffleTracking.enabled=true'],
  ])('%s is refused, with what there is instead', (key, instead) => {
    expect(() => withCurrentNames(SparkConf.of({ [key]: 'x' }))).toThrow(
      expect.objectContaining({ code: 'REMOVED_PROPERTY', message: expect.stringContaining(instead) }),
    )
  })

  it('leaves today’s settings as they are, without a word', () => {
    const conf = SparkConf.of({ 'spark.kubernetes.namespace': 'a', 'spark.kubernetes.driver.label.x': 'y' })
    expect(withCurrentNames(conf)).toEqual({ conf, warnings: [] })
  })
})

describe('a setting that Spark does not know', () => {
  it.each([
    ['spark.kubernetes.namespce', 'spark.kubernetes.namespace'],
    ['spark.kubernetes.driver.labels.team', 'spark.kubernetes.driver.label.team'],
    ['spark.kubernetes.driver.request.core', 'spark.kubernetes.driver.request.cores'],
    ['spark.kubernetes.driver.volumes.nfs.a.option.path', 'spark.kubernetes.driver.volumes.nfs.a.options.path'],
  ])('%s is nearest to %s', (key, name) => {
    expect(nearestName(key)).toBe(name)
    expect(unknownProperties(SparkConf.of({ [key]: 'x' }))).toEqual([
      `${key} is no setting of Spark: did you mean ${name}?`,
    ])
  })

  it('that is near to none is named all the same', () => {
    expect(unknownProperties(SparkConf.of({ 'spark.kubernetes.zzzzzzzzzzzz': 'x' }))).toEqual([
      'spark.kubernetes.zzzzzzzzzzzz is no setting of Spark',
    ])
  })

  it('is none of our business outside of spark.kubernetes', () => {
    expect(unknownProperties(SparkConf.of({ 'spark.mine': 'x', 'spark.kubernetes.driverEnv.A': 'y' }))).toEqual([])
  })
})

describe('a value that the driver would refuse later', () => {
  it('is named with what would be right', () => {
    const settings = {
      'spark.kubernetes.executor.podNamePrefix': 'p'.repeat(238),
      'spark.kubernetes.report.interval': '1s',
    }
    expect(unusableProperties(SparkConf.of(settings))).toEqual([
      expect.stringMatching(/^spark.kubernetes.executor.podNamePrefix: .* at most 237 characters/),
    ])
  })
})
