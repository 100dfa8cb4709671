import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SparkConf } from '../../lib/conf/spark-conf.ts'

describe('SparkConf', () => {
  const conf = SparkConf.of({ 'spark.a': '1', 'spark.env.X': 'x', 'spark.env.Y': 'y' })

  it('gives what is set, and the fallback for what is not', () => {
    expect(conf.get('spark.a', 'other')).toBe('1')
    expect(conf.get('spark.b', 'other')).toBe('other')
    expect(conf.getOption('spark.b')).toBeUndefined()
  })

  it('gives the settings with a prefix by the rest of their keys', () => {
    expect([...conf.getAllWithPrefix('spark.env.')]).toEqual([
      ['X', 'x'],
      ['Y', 'y'],
    ])
  })

  it('never changes: what changes it returns another', () => {
    const changed = conf.set('spark.a', '2').remove('spark.env.X')
    expect(changed.toRecord()).toEqual({ 'spark.a': '2', 'spark.env.Y': 'y' })
    expect(conf.toRecord()).toEqual({ 'spark.a': '1', 'spark.env.X': 'x', 'spark.env.Y': 'y' })
  })

  it('lets defaults yield to what is there', () => {
    expect(conf.setIfMissing('spark.a', '9')).toBe(conf)
    expect(conf.setIfMissing('spark.b', '9').get('spark.b', '')).toBe('9')
  })

  it('holds any settings as they are given', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string(), { noNullPrototype: true }), (settings) => {
        expect(new Map(SparkConf.of(Object.entries(settings)).entries())).toEqual(new Map(Object.entries(settings)))
      }),
    )
  })
})
