import { Metric, type MetricProps } from 'aws-cdk-lib/aws-cloudwatch'
import type { JobReason, JobState } from '../../events/job-state.ts'

/** The function whose word the metrics of a reconciliation are. */
export const RECONCILE = 'reconcile-jobs'
/** The function that knows how late news of pods comes. */
export const RECORD = 'record-pod-event'
/** What all functions that move jobs count as: see functions/runtime/job-metrics.ts. */
export const JOBS = 'jobs'

type More = Partial<MetricProps>

/** What the functions of one stack say of themselves, in CloudWatch's embedded metric format. */
export class OwnMetrics {
  readonly #namespace: string

  /** @param namespace as the functions are told: the stack's name, so that two stacks are apart */
  constructor(namespace: string) {
    this.#namespace = namespace
  }

  metric(service: string, metricName: string, more: More = {}): Metric {
    return this.#of({ service }, metricName, more)
  }

  /** The steps of jobs that led to this state. */
  steps(state: JobState, more: More = {}): Metric {
    return this.#of({ service: JOBS, state }, 'Jobs', more)
  }

  /** How often the forwarder of this cluster was heard: once a minute. */
  heartbeats(cluster: string, more: More = {}): Metric {
    return this.#of({ service: RECORD, cluster }, 'ForwarderHeartbeats', more)
  }

  /** Attempts after another one that ended for this reason. */
  retries(reason: JobReason, more: More = {}): Metric {
    return this.#of({ service: JOBS, reason }, 'Retries', more)
  }

  #of(dimensionsMap: Readonly<Record<string, string>>, metricName: string, more: More): Metric {
    return new Metric({ namespace: this.#namespace, metricName, dimensionsMap, statistic: 'Sum', ...more })
  }
}
