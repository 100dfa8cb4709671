import { booleanProperty } from './property.ts'
import type { SparkConf } from './spark-conf.ts'

/** What the settings of the submission itself begin with: no driver gets to see them. */
export const OWN_PREFIX = 'sparkdrop.'

const DRIVERS_OWN = `${OWN_PREFIX}scheduler.`

/** Whether a scheduling gate holds the driver back, which every way to submit has a default of its own for. */
export const SUBMISSION_GATE = booleanProperty({
  key: `${OWN_PREFIX}submission.gate`,
  since: '0.1.0',
  doc: 'Whether a scheduling gate holds the driver back until its service and configmaps exist.',
})

/** A sentence about each setting of the submission that there is not. */
export const unknownOwnSettings = (conf: SparkConf): readonly string[] =>
  conf
    .entries()
    .filter(([key]) => key.startsWith(OWN_PREFIX) && key !== SUBMISSION_GATE.key)
    .map(([key]) =>
      key.startsWith(DRIVERS_OWN)
        ? `${key} is for the driver, which gets only what begins with spark.: write spark.${key}`
        : `${key} is no setting of sparkdrop's: there is ${SUBMISSION_GATE.key}`,
    )
