import { describe, expect, it } from 'vitest'
import {
  integerProperty,
  isSet,
  listProperty,
  read,
  sizeProperty,
  textProperty,
  timeProperty,
} from '../../lib/conf/property.ts'
import { SparkConf } from '../../lib/conf/spark-conf.ts'

const about = { since: '1.0.0', doc: 'For tests.' }
const image = textProperty({ key: 'spark.image', ...about })
const driverImage = textProperty({ key: 'spark.driver.image', fallback: image, ...about })
const keytab = textProperty({ key: 'spark.keytab', aliases: ['spark.yarn.keytab'], ...about })
const memory = sizeProperty(
  'm',
  'MiB',
)({
  key: 'spark.memory',
  default: '1g',
  check: { holds: (size) => size > 0, message: 'Memory must be positive.' },
  ...about,
})

describe('reading a property', () => {
  it('gives what is set, in its own type', () => {
    const conf = SparkConf.of({ 'spark.memory': '2g', 'spark.n': '3', 'spark.l': 'a, b', 'spark.t': '2m' })
    expect(read(conf, memory)).toBe(2048)
    expect(read(conf, integerProperty({ key: 'spark.n', ...about }))).toBe(3)
    expect(read(conf, listProperty({ key: 'spark.l', ...about }))).toEqual(['a', 'b'])
    expect(read(conf, timeProperty('s')({ key: 'spark.t', ...about }))).toBe(120)
  })

  it('puts the text of another key before its own, where it has such a one', () => {
    const options = textProperty({ key: 'spark.o', prepended: { key: 'spark.default.o', separator: ' ' }, ...about })
    const both = { 'spark.o': '-Db', 'spark.default.o': '-Da=${spark.x}', 'spark.x': '1' }
    expect(read(SparkConf.of(both), options)).toBe('-Da=1 -Db')
    expect(read(SparkConf.of({ 'spark.default.o': '-Da' }), options)).toBe('-Da')
    expect(read(SparkConf.of({ 'spark.o': '-Db' }), options)).toBe('-Db')
    expect(read(SparkConf.empty, options)).toBeUndefined()
  })

  it('gives the default, or nothing, where it is not set', () => {
    expect(read(SparkConf.empty, memory)).toBe(1024)
    expect(read(SparkConf.empty, image)).toBeUndefined()
  })

  it('falls back to another property', () => {
    const conf = SparkConf.of({ 'spark.image': 'spark:4' })
    expect(read(conf, driverImage)).toBe('spark:4')
    expect(read(conf.set('spark.driver.image', 'mine'), driverImage)).toBe('mine')
  })

  it('takes an older key, but the newer one first', () => {
    const old = SparkConf.of({ 'spark.yarn.keytab': '/old' })
    expect(read(old, keytab)).toBe('/old')
    expect(read(old.set('spark.keytab', '/new'), keytab)).toBe('/new')
    expect(isSet(old, keytab)).toBe(true)
  })

  it('says which setting cannot be used, and what would be right', () => {
    expect(() => read(SparkConf.of({ 'spark.memory': '4 gigs' }), memory)).toThrow(
      expect.objectContaining({
        code: 'INVALID_PROPERTY',
        message: expect.stringContaining('spark.memory: Size must be specified as bytes (b)'),
        details: { property: 'spark.memory', value: '4 gigs' },
      }),
    )
    expect(() => read(SparkConf.of({ 'spark.memory': '0' }), memory)).toThrow(
      "'0' is invalid. Memory must be positive.",
    )
  })

  it('allows only the values there are', () => {
    const policy = textProperty({ key: 'spark.policy', allowed: ['Always', 'Never'], ...about })
    expect(() => read(SparkConf.of({ 'spark.policy': 'always' }), policy)).toThrow("'always' is none of Always, Never")
  })
})

describe('a reference to another setting', () => {
  it('is filled in, as far down as they go', () => {
    const conf = SparkConf.of({ 'spark.image': 'repo:${spark.tag}', 'spark.tag': 'v${spark.n}', 'spark.n': '1' })
    expect(read(conf, image)).toBe('repo:v1')
  })

  it('stays where it names no setting of Spark', () => {
    const conf = SparkConf.of({ 'spark.image': '${spark.none}-${HOME}-$(X)' })
    expect(read(conf, image)).toBe('${spark.none}-${HOME}-$(X)')
  })

  it('is refused where it goes in a circle', () => {
    const conf = SparkConf.of({ 'spark.image': '${spark.a}', 'spark.a': '${spark.b}', 'spark.b': '${spark.a}' })
    expect(() => read(conf, image)).toThrow('spark.a refers to itself: spark.a → spark.b → spark.a')
  })
})
