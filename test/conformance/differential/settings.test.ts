import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { ALL_PROPERTIES } from '../../../lib/conf/catalogue/all-properties.ts'
import { type Property, read } from '../../../lib/conf/property.ts'
import { SparkConf } from '../../../lib/conf/spark-conf.ts'

const sparkHome = process.env['SPARKDROP_TEST_SPARK_HOME']
const why = sparkHome === undefined ? ' (skipped: SPARKDROP_TEST_SPARK_HOME names no Spark)' : ''

const PROGRAM = fileURLToPath(new URL('ReadSettings.java', import.meta.url))

/** Whatever somebody may write: numbers at all bounds, units, words, lists, nothing. */
const VALUES: readonly string[] = [
  ...['', 'x', 'a.b', 'A-b', 'a,b', 'true', 'TRUE', 'yes', ' true', 'always', 'Always', 'direct', 'id', 'java'],
  ...['0', '1', '-1', '100', '101', '1.5', '1,5', ' 5 ', '1e3', 'NaN', '65536', '1048576', '1048577', '99999999999'],
  ...['0ms', '1ms', '100ms', '101ms', '999ms', '1s', '-5s', '1 s', '512m', '-1m', '1g', '1.5g', '1gb', '1x'],
  'x'.repeat(300),
]

/** Where this program is stricter on purpose: `../differences.md` says why. */
const STRICTER: ReadonlySet<string> = new Set([
  'spark.kubernetes.namespace',
  'spark.kubernetes.driver.pod.name',
  ...['driver', 'executor'].flatMap((role) =>
    [`request`, `limit`].map((kind) => `spark.kubernetes.${role}.${kind}.cores`),
  ),
])

type Taken = Readonly<Record<string, Readonly<Record<string, boolean>>>>

/** What the real Spark takes. */
function takenBySpark(): Taken {
  const input = JSON.stringify({ keys: ALL_PROPERTIES.map(({ key }) => key), values: VALUES })
  const output = execFileSync('java', ['-cp', `${sparkHome}/jars/*`, PROGRAM], {
    input,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'ignore'],
  })
  return JSON.parse(output)
}

function takes(property: Property<unknown>, value: string): boolean {
  try {
    read(SparkConf.of({ [property.key]: value }), property)
    return true
  } catch {
    return false
  }
}

describe('a setting, beside what the real Spark makes of it', () => {
  it.skipIf(sparkHome === undefined)(
    `is refused where Spark refuses it, and only there${why}`,
    () => {
      const taken = takenBySpark()
      const compared = ALL_PROPERTIES.filter(({ key }) => key in taken)
      expect(compared.length).toBeGreaterThan(100)
      const differences = compared.flatMap((property) =>
        VALUES.filter((value) => {
          const theirs = taken[property.key]?.[value]
          return theirs !== takes(property, value) && !(theirs && STRICTER.has(property.key))
        }).map((value) => `${property.key}=${value}`),
      )
      expect(differences).toEqual([])
    },
    60_000,
  )
})
