import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ALL_PROPERTIES } from '../../lib/conf/catalogue/all-properties.ts'
import { PROPERTY_FAMILIES } from '../../lib/conf/catalogue/families.ts'
import { type Property, read } from '../../lib/conf/property.ts'
import { belongsTo } from '../../lib/conf/property-family.ts'
import { renderConfiguration } from '../../lib/conf/render-configuration.ts'
import { SparkConf } from '../../lib/conf/spark-conf.ts'

const LISTING = new URL('../../../shared/oracle/properties.tsv', import.meta.url)
const hasListing = existsSync(LISTING)

const rows = (): { key: string; type: string; fallback: string; since: string }[] =>
  readFileSync(LISTING, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .map(([key = '', type = '', fallback = '', since = '']) => ({ key, type, fallback, since }))

/** Where the driver on Kubernetes has a default of its own, beside the general one. */
const OF_KUBERNETES = new Map([
  ['spark.driver.host', '<undefined>'],
  ['spark.driver.bindAddress', '<undefined>'],
  ['spark.driver.port', '7078'],
  ['spark.pyspark.driver.python', '<value of spark.pyspark.python>'],
  ['spark.blockManager.port', '7079'],
  ['spark.driver.blockManager.port', '<value of spark.blockManager.port>'],
])

/** Quantities are text to Spark; a time without unit is kept as text there in one place. */
const TYPES = new Map([
  ['quantity', 'string'],
  ['spark.kubernetes.allocation.batch.delay', 'string'],
])

const typeOf = ({ key, type }: Property<unknown>): string => TYPES.get(key) ?? TYPES.get(type) ?? type

const defaultOf = ({ default: text, fallback }: Property<unknown>): string =>
  fallback === undefined ? (text ?? '<undefined>') : `<value of ${fallback.key}>`

describe('the catalogue', () => {
  it('has every key once, each with a sentence and a version', () => {
    const keys = ALL_PROPERTIES.map(({ key }) => key)
    expect(new Set(keys).size).toBe(keys.length)
    for (const { doc, since } of [...ALL_PROPERTIES, ...PROPERTY_FAMILIES]) {
      expect(doc).toMatch(/^\S.*\.$/)
      expect(since).toMatch(/^\d+\.\d+\.\d+$/)
    }
  })

  it('has defaults that are good values', () => {
    for (const property of ALL_PROPERTIES) expect(() => read(SparkConf.empty, property)).not.toThrow()
  })

  it.skipIf(!hasListing)('agrees with the settings of Spark itself (skipped where their list is not at hand)', () => {
    const known = new Map(ALL_PROPERTIES.map((property) => [property.key, property]))
    const differences = rows().flatMap(({ key, type, fallback, since }) => {
      const property = known.get(key)
      if (property === undefined)
        return PROPERTY_FAMILIES.some((family) => family.pattern === key) ? [] : [`${key}: missing`]
      const [theirs, ours] = [
        [type, OF_KUBERNETES.get(key) ?? fallback, since],
        [typeOf(property), defaultOf(property), property.since],
      ]
      return theirs.join() === ours.join() ? [] : [`${key}: ${ours.join()}, not ${theirs.join()}`]
    })
    expect(differences).toEqual([])
  })

  it.each([
    ['spark.kubernetes.configMap.maxSize', '1048577', 'at most 1048576 bytes'],
    ['spark.kubernetes.executor.terminationGracePeriodSeconds', '-1', 'must be non-negative'],
    ['spark.kubernetes.allocation.batch.delay', '100ms', 'greater than 0.1s'],
    ['spark.kubernetes.allocation.driver.readinessTimeout', '999ms', '1s or more'],
    ['spark.kubernetes.allocation.maximum', '0', 'a positive integer'],
    ['spark.kubernetes.executor.rollInterval', '-1s', 'non-negative'],
    ['spark.memory.offHeap.size', '-1m', 'must not be negative'],
  ])('refuses what Spark refuses: %s=%s', (key, value, message) => {
    const property = ALL_PROPERTIES.find((one) => one.key === key)
    expect(() => property && read(SparkConf.of({ [key]: value }), property)).toThrow(message)
  })

  it('takes the policy of rolling in small letters as in capital ones', () => {
    const property = ALL_PROPERTIES.find(({ key }) => key === 'spark.kubernetes.executor.rollPolicy')
    expect(property && read(SparkConf.of({ 'spark.kubernetes.executor.rollPolicy': 'id' }), property)).toBe('ID')
  })

  it('knows by a family what has a name of the user in it', () => {
    const families = (key: string) => PROPERTY_FAMILIES.filter((family) => belongsTo(family, key)).length
    expect(families('spark.kubernetes.driver.label.example.com/team')).toBe(1)
    expect(families('spark.kubernetes.driver.volumes.nfs.share.options.server')).toBe(1)
    expect(families('spark.kubernetes.driver.labels.team')).toBe(0)
  })

  it('is what docs/configuration.md shows: update it by running this test with -u', async () => {
    await expect(renderConfiguration()).toMatchFileSnapshot('../../docs/configuration.md')
  })
})
