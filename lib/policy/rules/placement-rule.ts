import { matchesAny } from '../glob.ts'
import type { Rule } from '../judged.ts'

/** Clusters and batch schedulers that a request names in fields of its own. */
export const placementRule: Rule = ({ request: { clusters = [], batchScheduler }, tenant }) => {
  const asked = batchScheduler && [batchScheduler.name, batchScheduler.queue].filter(Boolean).join('/')
  const none = (list: readonly string[]): string => list.join(', ') || 'none'
  return [
    ...clusters
      .filter((name) => !matchesAny(tenant.clusters, name))
      .map((value) => ({
        rule: 'cluster' as const,
        property: 'clusters',
        value,
        message: `cluster ${value}: the policy allows tenant ${tenant.name} ${none(tenant.clusters)}`,
      })),
    ...(asked === undefined || matchesAny(tenant.batchSchedulers, asked)
      ? []
      : [
          {
            rule: 'batch-scheduler' as const,
            property: 'batchScheduler',
            value: asked,
            message: `batch scheduler ${asked}: the policy allows tenant ${tenant.name} ${none(tenant.batchSchedulers)}`,
          },
        ]),
  ]
}
