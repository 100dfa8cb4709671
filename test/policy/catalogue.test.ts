import { describe, expect, it } from 'vitest'
import { ALL_PROPERTIES } from '../../lib/conf/catalogue/all-properties.ts'
import { PROPERTY_FAMILIES } from '../../lib/conf/catalogue/families.ts'
import { LEGACY_NAMES, withCurrentNames } from '../../lib/conf/legacy-names.ts'
import { SparkConf } from '../../lib/conf/spark-conf.ts'
import { matchesAny } from '../../lib/policy/glob.ts'
import { PLATFORM_OWNED } from '../../lib/policy/platform-owned.ts'
import { FREE, JUDGED } from '../../lib/policy/property-tables.ts'
import { verdictOf } from '../../lib/policy/rules/property-rule.ts'
import { REFUSED } from './refused-settings.ts'

const keys = ALL_PROPERTIES.flatMap(({ key, aliases = [] }) => [key, ...aliases])
const families = PROPERTY_FAMILIES.map(({ pattern }) => pattern.replace(/\[[^\]]+\]/g, 'x'))
/** Older names are judged by today's. */
const today = new Set([...ALL_PROPERTIES.map(({ key }) => key), ...families])
const tried = REFUSED.flatMap(({ key, disguises = [] }) => [key, ...disguises.map(([other]) => other)])

describe('every property of the catalogue', () => {
  it.each([...today])('%s is free, judged or kept by the platform, and not just forgotten', (key) => {
    expect(verdictOf(key)).not.toBe('unknown')
  })

  it('that the platform keeps is tried to be got past the policy', () => {
    const owned = keys.filter((key) => verdictOf(key) === 'owned')
    expect(owned.filter((key) => !tried.includes(key))).toEqual([])
  })

  it('that has an older name is tried by that, too, where it is not free', () => {
    const today = (old: string) => withCurrentNames(SparkConf.of([[old, 'x=y']])).conf.entries()
    const judged = LEGACY_NAMES.map((name) => (name.endsWith('.') ? `${name}x` : name)).filter((name) =>
      today(name).some(([key]) => verdictOf(key) !== 'free'),
    )
    const begun = (name: string): boolean => tried.some((key) => key === name || key.startsWith(name.replace(/x$/, '')))
    expect(judged.filter((name) => !begun(name))).toEqual([])
  })

  it('that is judged is tried to be got past the policy, where any value of it is refused', () => {
    // How many there are at least, or at first, is no more than how many there are at most.
    const others = new Set([
      'spark.dynamicAllocation.minExecutors',
      'spark.dynamicAllocation.maxExecutors',
      'spark.dynamicAllocation.initialExecutors',
      'spark.memory.offHeap.enabled',
      'spark.memory.offHeap.size',
    ])
    const judged = JUDGED.filter((key) => !key.includes('*') && !others.has(key))
    expect(judged.filter((key) => !tried.includes(key))).toEqual([])
  })
})

describe('the tables', () => {
  it('are all of use: each entry that the platform keeps is tried', () => {
    const idle = PLATFORM_OWNED.flatMap((entry) => entry.keys).filter(
      (glob) => !tried.some((key) => matchesAny([glob], key)),
    )
    expect(idle).toEqual([])
  })

  it('name no property both as free and as judged', () => {
    const free = FREE.filter((glob) => !glob.includes('*'))
    expect(free.filter((key) => matchesAny(JUDGED, key))).toEqual([])
  })
})
