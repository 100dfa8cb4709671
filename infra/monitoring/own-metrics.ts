import { Metric, type MetricProps } from 'aws-cdk-lib/aws-cloudwatch'

/** The function whose word the metrics of a reconciliation are. */
export const RECONCILE = 'reconcile-jobs'

/** What the functions of one stack say of themselves, in CloudWatch's embedded metric format. */
export class OwnMetrics {
  readonly #namespace: string

  /** @param namespace as the functions are told: the stack's name, so that two stacks are apart */
  constructor(namespace: string) {
    this.#namespace = namespace
  }

  metric(service: string, metricName: string, props: Partial<MetricProps> = {}): Metric {
    return new Metric({
      namespace: this.#namespace,
      metricName,
      dimensionsMap: { service },
      statistic: 'Sum',
      ...props,
    })
  }
}
