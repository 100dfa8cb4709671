import { parseArgs } from 'node:util'
import { wholeNumber } from '../machine/whole-number.ts'

export interface ExecutorsOptions {
  readonly kubeconfig: string
  /** Folder with Spark's bin and jars. */
  readonly sparkHome: string
  readonly executors: readonly number[]
  /** Which ways are measured, by the beginnings of their names; empty: all. */
  readonly ways: readonly string[]
  readonly churnSeconds: number
  /** The share of pods that a hard-pressed API server refuses, in percent; 0: that is not measured. */
  readonly throttlePercent: number
  readonly json: boolean
}

export const USAGE = `usage: npm run bench:executors -- [options]

  --kubeconfig FILE     the API server (default KUBECONFIG); no scheduler takes the pods, so that none runs
  --spark-home FOLDER   the Spark to compare with (default SPARKDROP_TEST_SPARK_HOME)
  --executors N,N,...   (default 10,100,1000)
  --ways NAME,NAME,...  only those that begin so, such as sparkdrop,bare (default all)
  --churn-seconds N     how long executors are deleted at random; 0: not at all (default 30)
  --throttle PERCENT    pods answered with 429 while others are deleted at random; 0: not at all (default 2)
  --json                all numbers as JSON instead of tables`

const numberOrNone = (option: string, text: string): number => (text === '0' ? 0 : wholeNumber(option, text))

/** Throws an Error that says what is missing or wrong. */
export const readOptions = (args: readonly string[], environment: NodeJS.ProcessEnv): ExecutorsOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kubeconfig: { type: 'string' },
      'spark-home': { type: 'string' },
      executors: { type: 'string', default: '10,100,1000' },
      ways: { type: 'string', default: '' },
      'churn-seconds': { type: 'string', default: '30' },
      throttle: { type: 'string', default: '2' },
      json: { type: 'boolean', default: false },
    },
  })
  const kubeconfig = values.kubeconfig ?? environment['KUBECONFIG']
  if (!kubeconfig) throw new Error('which API server? Name a kubeconfig by --kubeconfig or KUBECONFIG')
  const sparkHome = values['spark-home'] ?? environment['SPARKDROP_TEST_SPARK_HOME']
  if (!sparkHome) throw new Error('which Spark? Name its folder by --spark-home or SPARKDROP_TEST_SPARK_HOME')
  return {
    kubeconfig,
    sparkHome,
    executors: values.executors.split(',').map((one) => wholeNumber('--executors', one)),
    ways: values.ways.split(',').filter(Boolean),
    churnSeconds: numberOrNone('--churn-seconds', values['churn-seconds']),
    throttlePercent: numberOrNone('--throttle', values.throttle),
    json: values.json,
  }
}
