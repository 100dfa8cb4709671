import { Duration } from 'aws-cdk-lib'
import type { DeadLetterQueue, WorkQueue } from '../constructs/work-queue.ts'
import type { AlarmSpec } from './alarm-spec.ts'

const period = Duration.minutes(5)
const OLD = Duration.minutes(10)

/** Of a queue by its name: messages that nobody could handle, and messages that nobody comes to. */
const ofQueue = ([name, { queue, deadLetters }]: [string, WorkQueue]): readonly AlarmSpec[] => [
  {
    name: `${name}-dead-letters`,
    entry: 'Dead letters',
    says: `Messages of the queue ${name} were given up.`,
    metric: deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
    threshold: 1,
    periods: 1,
  },
  {
    name: `${name}-age`,
    entry: 'A queue grows old',
    says: `The oldest message of the queue ${name} has waited for more than ${OLD.toMinutes()} minutes.`,
    metric: queue.metricApproximateAgeOfOldestMessage({ period, statistic: 'Maximum' }),
    threshold: OLD.toSeconds(),
    periods: 2,
  },
]

export const queueAlarms = (
  queues: Readonly<Record<string, WorkQueue>>,
  undelivered: DeadLetterQueue,
): readonly AlarmSpec[] => [
  ...Object.entries(queues).flatMap(ofQueue),
  {
    name: 'undelivered-events',
    entry: 'Undelivered events',
    says: 'Events could not be put where they were for, or reconcile-jobs failed.',
    metric: undelivered.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' }),
    threshold: 1,
    periods: 1,
  },
]
