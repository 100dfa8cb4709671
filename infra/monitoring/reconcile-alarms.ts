import { Duration } from 'aws-cdk-lib'
import type { SparkdropFunction } from '../constructs/sparkdrop-function.ts'
import type { AlarmSpec } from './alarm-spec.ts'
import { type OwnMetrics, RECONCILE } from './own-metrics.ts'

const period = Duration.minutes(5)

/** What reconcile-jobs says of itself each minute; a single bad minute is made up for by the next one. */
export const reconcileAlarms = (reconcile: SparkdropFunction, own: OwnMetrics): readonly AlarmSpec[] => {
  const always = (metricName: string) => own.metric(RECONCILE, metricName, { statistic: 'Minimum', period })
  return [
    {
      name: 'reconcile-jobs-silent',
      entry: 'reconcile-jobs is silent',
      says: 'reconcile-jobs did not run: what events did not tell stays untold.',
      metric: reconcile.handler.metricInvocations({ period }),
      threshold: 1,
      below: true,
      periods: 2,
      silenceIsBad: true,
    },
    {
      name: 'jobs-unreconciled',
      entry: 'Jobs cannot be reconciled',
      says: 'There are jobs or namespaces that reconcile-jobs fails for each time.',
      metric: always('UnreconciledJobs'),
      threshold: 1,
      periods: 2,
    },
    {
      name: 'reconciliation-unfinished',
      entry: 'Reconciliation does not finish',
      says: 'A minute is not enough for reconcile-jobs to go through all open jobs.',
      metric: always('UnfinishedReconciliations'),
      threshold: 1,
      periods: 2,
    },
    {
      name: 'unknown-drivers',
      entry: 'Unknown drivers',
      says: 'There are driver pods of sparkdrop that no job of its table accounts for.',
      metric: always('UnknownDrivers'),
      threshold: 1,
      periods: 3,
    },
  ]
}
