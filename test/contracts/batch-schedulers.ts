import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { JobRequest } from '../../events/job-request.ts'
import { jobRequest } from '../builders/job.ts'
import { SubmitSetup } from '../jobs/submit-setup.ts'
import type { ClusterUnderTest } from './cluster.ts'

/** A submission whose cluster is a real API server, and all else in memory. */
class OnServer extends SubmitSetup {
  readonly #under: ClusterUnderTest

  constructor(under: ClusterUnderTest) {
    super('gate')
    this.#under = under
  }

  override clusters() {
    const { cluster } = this.#under
    return { ...super.clusters(), open: async () => cluster }
  }

  submitFor(batchScheduler: JobRequest['batchScheduler']) {
    const { namespace } = this.#under
    return this.submit(jobRequest({ namespace, ...(batchScheduler ? { batchScheduler } : {}) }))
  }
}

/** What an API server has to make of jobs for batch schedulers that are not installed there. */
export const batchSchedulersContract = (name: string, open: () => Promise<ClusterUnderTest>): void => {
  describe(`jobs for batch schedulers, on ${name}`, () => {
    let under: ClusterUnderTest
    beforeAll(async () => {
      under = await open()
    })
    afterAll(() => under?.stop())

    const driverOf = async (batchScheduler: JobRequest['batchScheduler']) => {
      const job = await new OnServer(under).submitFor(batchScheduler)
      const pod = await under.cluster.getPod(under.namespace, job.driver?.name ?? '')
      await under.cluster.deletePod(under.namespace, job.driver?.name ?? '', { gracePeriodSeconds: 0 })
      return { job, pod }
    }

    it('are taken with what YuniKorn looks for', async () => {
      const { job, pod } = await driverOf({ name: 'yunikorn', queue: 'root.analytics' })
      expect(job.state).toBe('SUBMITTED')
      expect(pod).toMatchObject({
        metadata: {
          labels: { queue: 'root.analytics' },
          annotations: { 'yunikorn.apache.org/app-id': job.sparkAppId },
        },
        spec: { schedulerName: 'yunikorn' },
      })
    })

    it('are taken with what Kueue looks for', async () => {
      const { job, pod } = await driverOf({ name: 'kueue', queue: 'team-a-queue' })
      expect(job.state).toBe('SUBMITTED')
      expect(pod?.metadata?.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'team-a-queue' })
    })

    it('are REJECTED where they need groups of pods that the cluster does not know, and leave no driver', async () => {
      const { job, pod } = await driverOf({ name: 'volcano', queue: 'etl' })
      expect(job).toMatchObject({ state: 'REJECTED', message: expect.stringContaining('the cluster refused the job') })
      expect(pod).toBeUndefined()
    })
  })
}
