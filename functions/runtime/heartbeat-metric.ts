import { type Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { Heartbeat } from '../../events/pod-event.ts'

/** Counts that the forwarder of a cluster was heard, each cluster by itself. */
export const countHeartbeat = (metrics: Metrics, { cluster }: Heartbeat): void => {
  metrics.singleMetric().addDimension('cluster', cluster).addMetric('ForwarderHeartbeats', MetricUnit.Count, 1)
}
