import { Duration } from 'aws-cdk-lib'
import type { Api } from '../constructs/api.ts'
import type { AlarmSpec } from './alarm-spec.ts'

const period = Duration.minutes(5)

/** Answers of 500 and above: the function itself answers them, so that Lambda counts no error. */
export const apiAlarms = ({ gateway }: Api): readonly AlarmSpec[] => [
  {
    name: 'api-server-errors',
    entry: 'The API fails',
    says: 'The HTTP API answers calls with 500 or above.',
    metric: gateway.metricServerError({ period, statistic: 'Sum' }),
    threshold: 5,
    periods: 3,
    bad: 2,
  },
]
