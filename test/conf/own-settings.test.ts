import { describe, expect, it } from 'vitest'
import { unknownOwnSettings } from '../../lib/conf/own-settings.ts'
import { SparkConf } from '../../lib/conf/spark-conf.ts'

describe('the settings of the submission itself', () => {
  it('are told from Spark settings and known ones', () => {
    expect(
      unknownOwnSettings(
        SparkConf.of([
          ['spark.a', '1'],
          ['sparkdrop.submission.gate', 'true'],
        ]),
      ),
    ).toEqual([])
  })

  it('name the one there is where they are unknown', () => {
    expect(unknownOwnSettings(SparkConf.of([['sparkdrop.submission.gates', 'true']]))).toEqual([
      "sparkdrop.submission.gates is no setting of sparkdrop's: there is sparkdrop.submission.gate",
    ])
  })

  it('say what the driver calls those of its scheduler loop', () => {
    expect(unknownOwnSettings(SparkConf.of([['sparkdrop.scheduler.fallback', 'fail']]))).toEqual([
      'sparkdrop.scheduler.fallback is for the driver, which gets only what begins with spark.: write spark.sparkdrop.scheduler.fallback',
    ])
  })
})
