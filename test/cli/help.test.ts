import { describe, expect, it } from 'vitest'
import { SUBMIT_HELP } from '../../lib/cli/help.ts'
import { OPTIONS, SWITCHES } from '../../lib/submission/arguments/options.ts'

/** All that `spark-submit --help` of Spark 4.1.4 names. */
const SPARK_SUBMIT = [
  ...['--master', '--deploy-mode', '--class', '--name', '--jars', '--packages', '--exclude-packages', '--repositories'],
  ...['--py-files', '--files', '--archives', '--conf', '-c', '--properties-file', '--load-spark-defaults'],
  ...['--driver-memory', '--driver-java-options', '--driver-library-path', '--driver-class-path', '--executor-memory'],
  ...['--proxy-user', '--help', '-h', '--verbose', '-v', '--version', '--remote', '--driver-cores', '--supervise'],
  ...['--kill', '--status', '--total-executor-cores', '--executor-cores', '--num-executors', '--principal', '--keytab'],
  '--queue',
]

describe('sparkdrop submit --help', () => {
  it.each(SPARK_SUBMIT)("tells of spark-submit's %s, which is taken", (option) => {
    expect(Object.hasOwn(OPTIONS, option) || Object.hasOwn(SWITCHES, option)).toBe(true)
    expect(SUBMIT_HELP).toMatch(new RegExp(`(^|[\\s,])${option}[\\s,.]`, 'm'))
  })

  it('fits a terminal', () => {
    expect(SUBMIT_HELP.split('\n').filter((line) => line.length > 120)).toEqual([])
  })
})
