import { describe, expect, it } from 'vitest'
import type { JobRequest } from '../../../events/job-request.ts'
import { SparkConf } from '../../../lib/conf/spark-conf.ts'
import { batchSchedulerConf } from '../../../lib/jobs/submit/batch-scheduler.ts'
import { podGroup } from '../../../lib/jobs/submit/pod-group.ts'
import type { ConfigMap, Pod } from '../../../lib/ports/kubernetes-types.ts'
import { jobRequest } from '../../builders/job.ts'
import { executorPod } from '../../builders/spark-application.ts'
import { SubmitSetup } from '../submit-setup.ts'

type BatchScheduler = NonNullable<JobRequest['batchScheduler']>

const requestFor = (batchScheduler: BatchScheduler, conf: JobRequest['conf'] = {}) =>
  jobRequest({ batchScheduler, conf })

/** The driver pod of such a job, one of its executors, and what else was made. */
const submitted = async (batchScheduler: BatchScheduler, conf: JobRequest['conf'] = {}) => {
  const setup = new SubmitSetup()
  const job = await setup.submit(requestFor(batchScheduler, conf))
  expect(job.state).toBe('SUBMITTED')
  const [driver] = setup.cluster.pods as [Pod]
  const settings = Object.fromEntries(batchSchedulerConf(requestFor(batchScheduler)))
  const executor = executorPod(settings, { appId: job.sparkAppId })
  return { job, driver, executor, setup }
}

describe('a job for YuniKorn', () => {
  it('has its scheduler place all pods, known as one application of the queue', async () => {
    const { job, driver, executor } = await submitted({ name: 'yunikorn', queue: 'root.analytics' })
    for (const pod of [driver, executor])
      expect(pod).toMatchObject({
        metadata: {
          labels: { queue: 'root.analytics' },
          annotations: { 'yunikorn.apache.org/app-id': job.sparkAppId },
        },
        spec: { schedulerName: 'yunikorn' },
      })
  })

  it('leaves the queue to its placement rules where none is named', async () => {
    const { driver } = await submitted({ name: 'yunikorn' })
    expect(driver.metadata?.labels).not.toHaveProperty('queue')
  })
})

describe('a job for Kueue', () => {
  it('has the name of the queue on every pod, and the usual scheduler', async () => {
    const { driver, executor } = await submitted({ name: 'kueue', queue: 'team-a-queue' })
    for (const pod of [driver, executor]) {
      expect(pod.metadata?.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'team-a-queue' })
      expect(pod.spec).not.toHaveProperty('schedulerName')
    }
  })

  it('is of the queue called default where it names none', async () => {
    const { driver } = await submitted({ name: 'kueue' })
    expect(driver.metadata?.labels).toMatchObject({ 'kueue.x-k8s.io/queue-name': 'default' })
  })

  it("keeps Kueue's gate when ours is taken away", async () => {
    const setup = new SubmitSetup('gate')
    const create = setup.cluster.createPod.bind(setup.cluster)
    setup.cluster.createPod = (pod) => {
      const gates = [...(pod.spec?.schedulingGates ?? []), { name: 'kueue.x-k8s.io/admission' }]
      return create({ ...pod, spec: { containers: [], ...pod.spec, schedulingGates: gates } })
    }
    expect((await setup.submit(requestFor({ name: 'kueue' }))).state).toBe('SUBMITTED')
    expect(setup.cluster.pods[0]?.spec?.schedulingGates).toEqual([{ name: 'kueue.x-k8s.io/admission' }])
  })
})

describe('a job for Volcano', () => {
  const conf = { 'spark.executor.instances': '3', 'spark.executor.memory': '2g', 'spark.driver.memory': '1g' }

  it('has its scheduler place all pods, in one group that the driver owns', async () => {
    const { job, driver, executor, setup } = await submitted({ name: 'volcano', queue: 'etl' }, conf)
    const name = `${job.sparkAppId}-podgroup`
    for (const pod of [driver, executor])
      expect(pod).toMatchObject({
        metadata: { annotations: { 'scheduling.k8s.io/group-name': name } },
        spec: { schedulerName: 'volcano' },
      })
    expect(setup.cluster.objects('PodGroup')).toMatchObject([
      {
        apiVersion: 'scheduling.volcano.sh/v1beta1',
        metadata: { name, namespace: 'team-a', ownerReferences: [{ kind: 'Pod', uid: driver.metadata?.uid }] },
        spec: { minMember: 1, queue: 'etl' },
      },
    ])
  })

  it('waits for room for the driver and its first executors', () => {
    const main = { kind: 'java', uri: 'local:///a.jar' } as const
    const minResources = (settings: Record<string, string>) =>
      podGroup(requestFor({ name: 'volcano' }), SparkConf.of({ ...conf, ...settings }), main, 'spark-1')[0]?.spec
        .minResources
    expect(minResources({})).toEqual({ cpu: '4', memory: `${1024 + 384 + 3 * (2048 + 384)}Mi` })
    expect(
      minResources({
        'spark.executor.instances': '0',
        'spark.dynamicAllocation.enabled': 'true',
        'spark.dynamicAllocation.minExecutors': '1',
        'spark.dynamicAllocation.maxExecutors': '100',
        'spark.executor.cores': '4',
      })?.cpu,
    ).toBe('5')
  })
})

describe('the batch scheduler of a request', () => {
  it('goes before what the conf says of a scheduler', async () => {
    const { driver } = await submitted({ name: 'yunikorn' }, { 'spark.kubernetes.driver.scheduler.name': 'other' })
    expect(driver.spec?.schedulerName).toBe('yunikorn')
  })

  it('is what the driver tells its executors to have', async () => {
    const { setup } = await submitted({ name: 'kueue', queue: 'q' })
    const [map] = setup.cluster.objects('ConfigMap') as readonly ConfigMap[]
    expect(map?.data?.['spark.properties']).toContain('spark.kubernetes.executor.label.kueue.x-k8s.io/queue-name=q')
  })

  it('says what a queue may be called', async () => {
    const job = await new SubmitSetup().submit(requestFor({ name: 'kueue', queue: 'a queue' }))
    expect(job).toMatchObject({
      state: 'REJECTED',
      message: 'batchScheduler.queue: "a queue" is no name of a queue: at most 63 letters, digits, ".", "_" and "-"',
    })
  })

  it('changes nothing where there is none', () => {
    expect(batchSchedulerConf(jobRequest())).toEqual([])
  })
})
