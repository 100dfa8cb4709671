import * as fc from 'fast-check'
import { driverSettings } from './driver-settings.ts'
import { application, driverSurroundings } from './driver-surroundings.ts'
import { podOfFields } from './generated-pods.ts'
import type { SubmissionPart } from './submission-part.ts'

const mixed: fc.Arbitrary<readonly SubmissionPart[]> = fc
  .tuple(
    application,
    fc.array(fc.oneof({ weight: 3, arbitrary: driverSettings }, { weight: 2, arbitrary: driverSurroundings }), {
      minLength: 1,
      maxLength: 5,
    }),
  )
  .map(([main, parts]) => [...parts, main])

/** Templates alone, so that their many mistakes do not hide each other. */
const templated: fc.Arbitrary<readonly SubmissionPart[]> = podOfFields.map((yaml) => [
  {
    settings: [['spark.kubernetes.driver.podTemplateFile', '${CASE_DIR}/driver.yaml']],
    files: { 'driver.yaml': yaml },
    options: ['--class', 'a.B'],
    application: ['local:///opt/app.jar'],
  },
])

/** A submission of some parts of the many that there are. */
export const driverCase: fc.Arbitrary<readonly SubmissionPart[]> = fc.oneof(
  { weight: 4, arbitrary: mixed },
  { weight: 1, arbitrary: templated },
)
