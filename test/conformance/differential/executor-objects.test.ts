import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SparkdropError } from '../../../lib/errors/sparkdrop-error.ts'
import { type ExecutorCase, executorCase } from './executor-cases.ts'
import { createdHere, executorDifferences, type SparkOutcome } from './executor-outcomes.ts'
import { isKnownDifference } from './known-executor-differences.ts'
import { askSpark, sparkHome, whySkipped } from './run-spark.ts'

/** Others may be tried: `SPARKDROP_TEST_SEED=2 SPARKDROP_TEST_RUNS=5000`. */
const SEED = Number(process.env['SPARKDROP_TEST_SEED'] ?? 1)
const RUNS = Number(process.env['SPARKDROP_TEST_RUNS'] ?? 250)

/** The case with its files in the folder. */
function placed(one: ExecutorCase, index: number, folder: string): ExecutorCase {
  const secret = join(folder, 'secret')
  const conf = Object.fromEntries(
    Object.entries(one.conf).map(([key, value]) => [key, value.replace('${SECRET_FILE}', secret)]),
  )
  if (one.template === undefined) return { ...one, conf }
  const file = join(folder, `${index}.yaml`)
  writeFileSync(file, one.template)
  return { ...one, conf: { ...conf, 'spark.kubernetes.executor.podTemplateFile': file } }
}

/** What we make of it: where that is not what Spark made of it, in words. */
function disagreements(one: ExecutorCase, { objects, error, secret }: SparkOutcome): readonly string[] {
  try {
    const ours = createdHere(one, secret)
    return objects === undefined ? [`only Spark refuses: ${error}`] : executorDifferences(objects, ours)
  } catch (refusal) {
    if (!(refusal instanceof SparkdropError)) throw refusal
    return objects === undefined ? [] : [`only we refuse: ${refusal.code} ${refusal.message}`]
  }
}

describe('executors of confs drawn at random, beside what the real Spark creates', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'sparkdrop-executor-objects-'))
    writeFileSync(join(folder, 'secret'), 'secret')
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.skipIf(sparkHome === undefined)(
    `are the same, to the field, and refused where Spark refuses them${whySkipped}`,
    () => {
      const cases = fc
        .sample(executorCase, { seed: SEED, numRuns: RUNS })
        .map((one, index) => placed(one, index, folder))
      const outcomes = askSpark<ExecutorCase, SparkOutcome>('ExecutorObjects.java', cases, folder)
      const compared = cases
        .map((one, index) => ({ one, theirs: outcomes[index] ?? {} }))
        .filter(({ theirs }) => theirs.driverError === undefined)
      const agreed = compared.filter(({ theirs }) => theirs.objects !== undefined)
      expect(agreed.length).toBeGreaterThan(RUNS / 2)
      const unknown = compared.flatMap(({ one, theirs }) =>
        disagreements(one, theirs)
          .filter((line) => !isKnownDifference(line))
          .map((line) => `${line}\n${JSON.stringify(one)}`),
      )
      expect(unknown).toEqual([])
    },
    300_000,
  )
})
