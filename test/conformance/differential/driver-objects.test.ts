import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { driverCase } from './driver-cases.ts'
import { driverDifferences, inputOf, type Outcome, submissionOf } from './driver-outcomes.ts'
import { isKnownDifference } from './known-driver-differences.ts'
import { askSpark, sparkHome, whySkipped } from './run-spark.ts'

const folder = mkdtempSync(join(tmpdir(), 'sparkdrop-drivers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Others may be tried: `SPARKDROP_TEST_SEED=2 SPARKDROP_TEST_RUNS=5000`. */
const SEED = Number(process.env['SPARKDROP_TEST_SEED'] ?? 1)
const RUNS = Number(process.env['SPARKDROP_TEST_RUNS'] ?? 100)

describe('a driver, beside what the real Spark submits', () => {
  it.skipIf(sparkHome === undefined)(
    `has the same objects to the letter, or is refused by both${whySkipped}`,
    () => {
      const cases = fc.sample(driverCase, { seed: SEED, numRuns: RUNS })
      const submissions = cases.map((parts, at) => submissionOf(parts, join(folder, String(at)), folder))
      const outcomes = askSpark<unknown, Outcome>('SubmitDrivers.java', submissions.map(inputOf), folder)
      expect(outcomes.filter(({ error }) => error === undefined).length).toBeGreaterThan(submissions.length / 2)
      const differences = submissions.flatMap((submission, at) =>
        driverDifferences(submission, outcomes[at] ?? { requests: [] })
          .filter((difference) => !isKnownDifference(difference))
          .map((difference) => `${difference}\n${JSON.stringify(submission)}`),
      )
      expect(differences).toEqual([])
    },
    300_000,
  )
})
