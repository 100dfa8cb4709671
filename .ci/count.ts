import { existsSync, readFileSync } from 'node:fs'

interface Test {
  readonly fullName: string
  readonly status: string
  readonly failureMessages?: readonly string[]
}

interface File {
  readonly name: string
  readonly status: string
  readonly message?: string
  readonly assertionResults: readonly Test[]
}

interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numFailedTestSuites: number
  readonly testResults: readonly File[]
}

/** Enough to know a failure again, and so little that all of them can be read at the end of a long log. */
const CHARACTERS = 700

const briefly = (text: string): string => text.slice(0, CHARACTERS).trimEnd().replaceAll('\n', '\n    ')

const failuresOf = ({ name, status, message = '', assertionResults }: File): readonly string[] => {
  if (status !== 'failed') return []
  const tests = assertionResults.filter((test) => test.status === 'failed')
  if (tests.length === 0) return [`${name}: ${briefly(message)}`]
  return tests.map(
    ({ fullName, failureMessages = [] }) => `${name}: ${fullName}\n    ${briefly(failureMessages.join('\n'))}`,
  )
}

const BROKEN_OFF = {
  numPassedTests: 0,
  numFailedTests: 1,
  numPendingTests: 0,
  numFailedTestSuites: 1,
} as const

/** A run that ended without a report has failed, whatever it had found by then. */
const reportOf = (file: string): Report =>
  existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : {
        ...BROKEN_OFF,
        testResults: [{ name: file, status: 'failed', message: 'the run left no report', assertionResults: [] }],
      }

const reports = process.argv.slice(2).map(reportOf)
const sum = (field: Exclude<keyof Report, 'testResults'>): number =>
  reports.reduce((total, report) => total + report[field], 0)
const failures = reports.flatMap(({ testResults }) => testResults).flatMap(failuresOf)
const failed = Math.max(sum('numFailedTests'), sum('numFailedTestSuites') > 0 ? 1 : 0)
const skipped = sum('numPendingTests')

for (const failure of failures) console.error(`FAILED ${failure}`)
console.log(`${sum('numPassedTests')} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exit(failed === 0 && sum('numPassedTests') > 0 ? 0 : 1)
