import { Duration } from 'aws-cdk-lib'
import type { AlarmSpec } from './alarm-spec.ts'
import { type OwnMetrics, RECORD } from './own-metrics.ts'

const LATE = Duration.minutes(1)

/** News of pods that comes late: until it comes, the table says what was. */
export const podEventAlarms = (own: OwnMetrics): readonly AlarmSpec[] => [
  {
    name: 'pod-events-late',
    entry: 'Pod events are late',
    says: `News of pods takes more than ${LATE.toSeconds()} s from the cluster to the table.`,
    metric: own.metric(RECORD, 'PodEventLag', { statistic: 'p90', period: Duration.minutes(5) }),
    threshold: LATE.toMilliseconds(),
    periods: 2,
  },
]
