import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'
import type { Announcer } from '../../lib/jobs/announcer.ts'
import { stepTimes } from '../../lib/jobs/step-times.ts'

/** Whatever function moves a job, it counts as one and the same service: else each would have a series of its own. */
const SERVICE = 'jobs'

/** Of a job that is run again though its attempt came to a good end. */
const UNSAID = 'NONE'

/** Each value is a line of its own: another step has other dimensions. */
export const jobMetrics = (): Metrics => new Metrics({ serviceName: SERVICE, singleMetric: true })

/**
 * Counts the steps of jobs by state, and those to another attempt by the reason, too; measures how long steps took. All
 * that once they are announced. A step that has to be
 * announced again, since its writer died in between, is counted again.
 */
export const countingAnnouncer = (announcer: Announcer, metrics: Metrics): Announcer => ({
  announce: async (changes, history) => {
    await announcer.announce(changes, history)
    for (const change of changes) {
      metrics.addDimension('state', change.state).addMetric('Jobs', MetricUnit.Count, 1)
      if (change.state === 'RETRYING')
        metrics.addDimension('reason', change.reason ?? UNSAID).addMetric('Retries', MetricUnit.Count, 1)
      const { submission, start } = stepTimes(change, history)
      if (submission !== undefined) metrics.addMetric('SubmissionLatency', MetricUnit.Milliseconds, submission)
      if (start !== undefined) metrics.addMetric('DriverStart', MetricUnit.Milliseconds, start)
    }
  },
})
