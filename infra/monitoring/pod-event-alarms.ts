import { Duration } from 'aws-cdk-lib'
import type { AlarmSpec } from './alarm-spec.ts'
import { type OwnMetrics, RECORD } from './own-metrics.ts'

const LATE = Duration.minutes(1)
const period = Duration.minutes(5)

/** The forwarder of a cluster says each minute that it is at work: what is not there says nothing. */
const silent = (own: OwnMetrics, cluster: string): AlarmSpec => ({
  name: `forwarder-silent-${cluster}`,
  entry: 'A forwarder is silent',
  says: `Nothing was heard of the pod-event-forwarder of the cluster ${cluster}: news of its jobs comes a minute late.`,
  metric: own.heartbeats(cluster, { period }),
  threshold: 1,
  below: true,
  periods: 2,
  silenceIsBad: true,
})

/** News of pods that comes late, or from nobody: until it comes, the table says what was. */
export const podEventAlarms = (own: OwnMetrics, clusters: readonly string[]): readonly AlarmSpec[] => [
  {
    name: 'pod-events-late',
    entry: 'Pod events are late',
    says: `News of pods takes more than ${LATE.toSeconds()} s from the cluster to the table.`,
    metric: own.metric(RECORD, 'PodEventLag', { statistic: 'p90', period }),
    threshold: LATE.toMilliseconds(),
    periods: 2,
  },
  ...clusters.map((cluster) => silent(own, cluster)),
]
