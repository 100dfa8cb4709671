import { Duration, Fn } from 'aws-cdk-lib'
import { Metric } from 'aws-cdk-lib/aws-cloudwatch'
import type { CfnRule, Rule } from 'aws-cdk-lib/aws-events'
import type { Topic } from 'aws-cdk-lib/aws-sns'
import type { AlarmSpec } from './alarm-spec.ts'

const period = Duration.minutes(5)

/** A rule's name by where it is in the stack: `ReconcileJobs/EveryMinute` is `reconcile-jobs-every-minute`. */
const nameOf = ({ node }: Rule): string =>
  node.scopes
    .slice(2)
    .map(({ node: { id } }) => id.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase())
    .join('-')

/** Deliveries that EventBridge gave up. Rules of a bus of one's own are counted by bus and rule. */
export const failedDeliveries = (rule: Rule): Metric => {
  const { eventBusName } = rule.node.defaultChild as CfnRule
  // What CloudFormation says of such a rule when asked for its name has the bus in it; the ARN has both apart.
  const ruleName = Fn.select(eventBusName ? 2 : 1, Fn.split('/', rule.ruleArn))
  return new Metric({
    namespace: 'AWS/Events',
    metricName: 'FailedInvocations',
    dimensionsMap: { ...(eventBusName ? { EventBusName: eventBusName } : {}), RuleName: ruleName },
    statistic: 'Sum',
    period,
  })
}

export const eventAlarms = (rules: readonly Rule[], notifications: Topic): readonly AlarmSpec[] => [
  ...rules.map((rule) => ({
    name: `${nameOf(rule)}-delivery`,
    entry: 'A rule cannot deliver' as const,
    says: `EventBridge cannot deliver what the rule ${nameOf(rule)} matches.`,
    metric: failedDeliveries(rule),
    threshold: 1,
    periods: 1,
  })),
  {
    name: 'notifications-failed',
    entry: 'Notifications fail',
    says: 'A subscriber of the notification topic does not take what it is sent.',
    metric: notifications.metricNumberOfNotificationsFailed({ period }),
    threshold: 1,
    periods: 1,
  },
]
