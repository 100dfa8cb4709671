import { parseArgs } from 'node:util'
import { wholeNumber } from '../machine/whole-number.ts'

export interface SubmissionOptions {
  readonly kubeconfig: string
  /** Folder with Spark's bin and jars; absent: no spark-submit to compare with. */
  readonly sparkHome?: string
  readonly jobs: number
  readonly concurrency: readonly number[]
  readonly sparkSubmits: number
  readonly sparkdropSubmits: number
  readonly starts: number
  readonly json: boolean
}

export const USAGE = `usage: npm run bench:submission -- [options]

  --kubeconfig FILE         the API server to submit to (default KUBECONFIG); pods stay Pending where it has no nodes
  --spark-home FOLDER       a Spark to compare with (default SPARKDROP_TEST_SPARK_HOME)
  --jobs N                  jobs for each concurrency (default 2000)
  --concurrency N,N,...     (default 1,10,50)
  --spark-submits N         runs of spark-submit (default 5)
  --sparkdrop-submits N     runs of sparkdrop submit (default 20)
  --starts N                starts of each function's bundle (default 20)
  --json                    all numbers as JSON instead of tables`

/** Throws an Error that says what is missing or wrong. */
export const readOptions = (args: readonly string[], environment: NodeJS.ProcessEnv): SubmissionOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      kubeconfig: { type: 'string' },
      'spark-home': { type: 'string' },
      jobs: { type: 'string', default: '2000' },
      concurrency: { type: 'string', default: '1,10,50' },
      'spark-submits': { type: 'string', default: '5' },
      'sparkdrop-submits': { type: 'string', default: '20' },
      starts: { type: 'string', default: '20' },
      json: { type: 'boolean', default: false },
    },
  })
  const kubeconfig = values.kubeconfig ?? environment['KUBECONFIG']
  if (!kubeconfig) throw new Error('which API server? Name a kubeconfig by --kubeconfig or KUBECONFIG')
  const sparkHome = values['spark-home'] ?? environment['SPARKDROP_TEST_SPARK_HOME']
  return {
    kubeconfig,
    ...(sparkHome ? { sparkHome } : {}),
    jobs: wholeNumber('--jobs', values.jobs),
    concurrency: values.concurrency.split(',').map((one) => wholeNumber('--concurrency', one)),
    sparkSubmits: wholeNumber('--spark-submits', values['spark-submits']),
    sparkdropSubmits: wholeNumber('--sparkdrop-submits', values['sparkdrop-submits']),
    starts: wholeNumber('--starts', values.starts),
    json: values.json,
  }
}
