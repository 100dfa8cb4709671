import { describe, expect, it } from 'vitest'
import { InvalidJobError } from '../../lib/errors/sparkdrop-error.ts'
import { compare } from './cases/compare.mjs'
import { expected, type OracleCase, oracleCases } from './oracle.ts'
import { requestsFor, submitCase } from './submit-case.ts'

/** Cases about talking to an API server, which only the command does: `command.test.ts` has them. */
const OF_THE_COMMAND: readonly RegExp[] = [/error-pod-exists$/, /error-forbidden-/, /-(kill|status)-/]

const isOfTheCommand = ({ name }: OracleCase): boolean => OF_THE_COMMAND.some((pattern) => pattern.test(name))

/** What the manifests of the cases' jars say; reading a jar is not the builder's part. */
const MANIFEST_CLASSES: Readonly<Record<string, string>> = { '003-no-class-manifest-jar': 'com.example.FromManifest' }

/** What Spark says, and what is said here: its own words are in ours, unless they are about its inner life. */
const ERROR_CODES: Readonly<Record<string, string>> = {
  '002-no-class-local-jar': 'MAIN_CLASS_MISSING',
  '048-upload-path-missing': 'UPLOAD_PATH_MISSING',
  '056-feature-steps-invalid': 'FEATURE_STEP_UNSUPPORTED',
  '057-error-no-image': 'IMAGE_MISSING',
  '058-error-memory-string': 'INVALID_PROPERTY',
  '059-error-volume-type': 'INVALID_PROPERTY',
  '063-error-template-missing': 'POD_TEMPLATE_MISSING',
}

const cases = oracleCases()
const refused = (oracleCase: OracleCase): unknown => {
  try {
    return submitCase(oracleCase, MANIFEST_CLASSES[oracleCase.name])
  } catch (error) {
    return error
  }
}

describe('a driver, beside what spark-submit 4.1.4 sent', () => {
  it.each(cases.filter((one) => one.expect === 'ok' && !isOfTheCommand(one)))(
    '$name: the objects agree',
    (oracleCase) => {
      const actual = requestsFor(submitCase(oracleCase, MANIFEST_CLASSES[oracleCase.name]))
      expect(compare(expected(oracleCase), actual)).toEqual([])
    },
  )

  it.each(cases.filter((one) => one.expect === 'error' && !isOfTheCommand(one)))(
    '$name: what Spark refuses is refused',
    (oracleCase) => {
      const error = refused(oracleCase)
      expect(error).toBeInstanceOf(InvalidJobError)
      expect(error).toMatchObject({ code: ERROR_CODES[oracleCase.name] ?? expect.any(String), retryable: false })
    },
  )
})
