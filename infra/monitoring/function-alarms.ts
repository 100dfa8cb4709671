import { Duration } from 'aws-cdk-lib'
import type { SparkdropFunction } from '../constructs/sparkdrop-function.ts'
import type { AlarmSpec } from './alarm-spec.ts'

const period = Duration.minutes(5)
/** The share of a function's time from which on it is about to run out of it. */
const SLOW = 0.8

const ofFunction = ({ name, handler }: SparkdropFunction): readonly AlarmSpec[] => [
  {
    name: `${name}-errors`,
    entry: 'A function fails',
    // A message whose handling throws is no error of the function: this is a crash, a timeout, or a setting that is wrong.
    says: `The function ${name} crashes, or runs out of time.`,
    metric: handler.metricErrors({ period }),
    threshold: 1,
    periods: 3,
    bad: 2,
  },
  {
    name: `${name}-throttles`,
    entry: 'A function is throttled',
    says: `Lambda did not let the function ${name} start.`,
    metric: handler.metricThrottles({ period }),
    threshold: 1,
    periods: 3,
  },
  {
    name: `${name}-slow`,
    entry: 'A function is slow',
    says: `The function ${name} takes more than ${SLOW * 100} % of the time that it has.`,
    metric: handler.metricDuration({ period, statistic: 'p99' }),
    threshold: SLOW * (handler.timeout ?? Duration.seconds(3)).toMilliseconds(),
    periods: 3,
    bad: 2,
  },
]

export const functionAlarms = (functions: readonly SparkdropFunction[]): readonly AlarmSpec[] =>
  functions.flatMap(ofFunction)
