import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, onTestFailed } from 'vitest'
import type { Job } from '../../lib/jobs/job.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import type { Dropped } from '../../local/demo/drop-file.ts'
import { buildExampleJar } from '../../local/spark/example-jar.ts'
import { type AwsPath, startAwsPath } from './harness/aws-path.ts'
import { describeTrouble } from './harness/describe-trouble.ts'
import { executorAtWork } from './harness/driver-log.ts'
import { Forwarder } from './harness/forwarder.ts'
import { HeldCreations } from './harness/held-creations.ts'
import { executorsOf, hasStarted, roleOf } from './harness/pods-in-view.ts'
import { program } from './harness/program-files.ts'
import { Tenant } from './harness/tenant.ts'
import { describeOnCluster, openTestCluster, type TestCluster } from './harness/test-cluster.ts'

const {
  SPARKDROP_TEST_MINISTACK: ministack = '',
  SPARKDROP_TEST_SPARK_HOME: sparkHome = '',
  SPARKDROP_TEST_FORWARDER_IMAGE: forwarderImage = '',
  SPARKDROP_TEST_DRIVER_IMAGE: driverImage = '',
  SPARKDROP_TEST_HADOOP_AWS_IMAGE: hadoopAwsImage = '',
} = process.env

/** How the stock image gets at staged files: by hadoop-aws, with keys in its environment and an endpoint in its conf. */
const S3A = {
  'spark.hadoop.fs.s3a.path.style.access': 'true',
  'spark.hadoop.fs.s3a.connection.ssl.enabled': 'false',
}

const ENDS = new Set(['Succeeded', 'Failed'])
const STATES = ['ACCEPTED', 'SUBMITTED', 'RUNNING', 'SUCCEEDED']
const TWO_EXECUTORS = { 'spark.executor.instances': '2' }

const needed = { ministack, sparkHome, forwarderImage, driverImage }
const missing = Object.entries(needed)
  .filter(([, value]) => value === '')
  .map(([name]) => name)
const withoutIt = missing.length === 0 ? '' : ` (skipped, as these are not set: ${missing.join(', ')})`
const without = (value: string, name: string): string => (value === '' ? ` (skipped: ${name} is not set)` : '')

const PATIENCE = { timeout: 90_000, interval: 100 }

const quota = (pods: string) => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'pods' },
  spec: { hard: { pods } },
})
const NO_PODS = quota('0')
const MANY_PODS = quota('100')

const isOfApplication =
  (id: string) =>
  ({ metadata }: Pod): boolean =>
    metadata?.labels?.['spark-app-selector'] === id

describeOnCluster('a file dropped in the bucket', () => {
  let cluster: TestCluster
  let tenant: Tenant
  let forwarder: Forwarder
  let aws: AwsPath
  let jar: Uint8Array

  beforeAll(async () => {
    if (missing.length > 0) return
    cluster = openTestCluster()
    forwarder = new Forwarder()
    tenant = await Tenant.create(cluster, { forwarder: forwarder.namespace })
    jar = await readFile(await buildExampleJar({ sparkHome, outFile: join(tenant.folder, 'spark-pi.jar') }))
    aws = await startAwsPath({ ministack, forwarderImage, tenant, forwarder })
  })

  afterAll(async () => {
    await aws?.stop()
    await tenant?.remove()
    cluster?.close()
  })

  const tellOfTrouble = (): void => {
    onTestFailed(async () => console.error(await describeTrouble(tenant), await forwarder.log()))
  }

  /** The driver that the table names, when the pod itself has come to its end. */
  const endedDriver = ({ driver }: Job): Promise<Pod> =>
    tenant.pods.until(`the driver of the uid ${driver?.uid} at its end`, (pods) =>
      pods.find(({ metadata, status }) => metadata?.uid === driver?.uid && ENDS.has(status?.phase ?? '')),
    )

  /** The one driver and the executors that the cluster ever had for the job, which the table knows, and what the driver wrote. */
  const isPiOfTwoExecutors = async (job: Job): Promise<void> => {
    const ofJob = tenant.pods.everSeen.filter(isOfApplication(job.sparkAppId))
    const started = executorsOf(ofJob).filter(hasStarted).length
    expect(started).toBeGreaterThanOrEqual(2)
    expect(job).toMatchObject({ state: 'SUCCEEDED', exitCode: 0, executors: { started, running: 0 } })
    expect(job.history.map(({ state }) => state)).toEqual(STATES)
    expect(ofJob.map(roleOf).filter((role) => role === 'driver')).toHaveLength(1)
    expect((await endedDriver(job)).status?.phase).toBe('Succeeded')
    const log = await tenant.log(job.driver?.name ?? '')
    expect(log).toMatch(/Pi is roughly 3\.1/)
    expect(log).not.toContain('forbidden')
  }

  it.skipIf(missing.length > 0)(
    `runs on two executors with the driver image, and the table tells all of it${withoutIt}`,
    async () => {
      tellOfTrouble()
      const conf = { ...TWO_EXECUTORS, 'spark.kubernetes.container.image': driverImage }
      await isPiOfTwoExecutors(await aws.ended(await aws.drop({ name: 'pi.jar', content: jar, conf, args: ['4'] })))
    },
  )

  it.skipIf(missing.length > 0 || hadoopAwsImage === '')(
    `runs on two executors with the stock image and hadoop-aws${withoutIt || without(hadoopAwsImage, 'hadoopAwsImage')}`,
    async () => {
      tellOfTrouble()
      const endpoint = { 'spark.hadoop.fs.s3a.endpoint': aws.podEndpoint }
      const conf = { ...TWO_EXECUTORS, ...S3A, ...endpoint, 'spark.kubernetes.container.image': hadoopAwsImage }
      await isPiOfTwoExecutors(await aws.ended(await aws.drop({ name: 'stock.jar', content: jar, conf, args: ['4'] })))
    },
  )

  const drop = (
    name: string,
    args: readonly string[],
    conf: Readonly<Record<string, string>> = {},
  ): Promise<Dropped> => {
    const image = { 'spark.kubernetes.container.image': driverImage }
    return aws.drop({ name, content: program('fail.py'), args, conf: { ...image, ...conf } })
  }

  it.skipIf(missing.length > 0)(`that fails is told with its last words, as code of the user${withoutIt}`, async () => {
    tellOfTrouble()
    const job = await aws.ended(await drop('error.py', ['error']))
    expect(job).toMatchObject({ state: 'FAILED', reason: 'USER_CODE', exitCode: 1 })
    expect(job.message).toContain('ValueError: the input has no column named price')
    expect((await endedDriver(job)).status?.phase).toBe('Failed')
  })

  it.skipIf(missing.length > 0)(
    `that takes more memory than its limit is told to be out of memory${withoutIt}`,
    async () => {
      tellOfTrouble()
      const job = await aws.ended(await drop('memory.py', ['memory']))
      expect(job).toMatchObject({ state: 'FAILED', reason: 'OOM' })
      expect((await endedDriver(job)).status?.phase).toBe('Failed')
    },
  )

  it.skipIf(missing.length > 0)(
    `whose image does not exist waits, and says so, until it is deleted${withoutIt}`,
    async () => {
      tellOfTrouble()
      const dropped = await drop('image.py', ['error'], {
        'spark.kubernetes.container.image': 'localhost/no-such-image:1',
      })
      await expect.poll(() => aws.jobOf(dropped), PATIENCE).toMatchObject({ state: 'SUBMITTED', reason: 'IMAGE' })
      const { driver } = (await aws.jobOf(dropped)) as Job
      await tenant.deletePod({ metadata: { name: driver?.name ?? '' } })
      expect(await aws.ended(dropped)).toMatchObject({ state: 'KILLED', reason: 'CANCELLED' })
    },
  )

  it.skipIf(missing.length > 0)(
    `whose driver is deleted is told as killed, and its executors go${withoutIt}`,
    async () => {
      tellOfTrouble()
      const conf = { 'spark.kubernetes.container.image': driverImage }
      const dropped = await aws.drop({ name: 'hold.py', content: program('hold.py'), args: ['never'], conf })
      await expect.poll(() => aws.jobOf(dropped), PATIENCE).toMatchObject({ state: 'RUNNING' })
      const { sparkAppId, driver } = (await aws.jobOf(dropped)) as Job
      const pod = { metadata: { name: driver?.name ?? '' } }
      await executorAtWork(tenant, pod)
      await tenant.deletePod(pod)
      expect(await aws.ended(dropped)).toMatchObject({ state: 'KILLED', reason: 'CANCELLED' })
      await tenant.pods.until('nothing of it is left', (pods) => !pods.some(isOfApplication(sparkAppId)))
    },
  )

  it.skipIf(missing.length > 0)(`is told rightly when the forwarder was killed while it ran${withoutIt}`, async () => {
    tellOfTrouble()
    const conf = { ...TWO_EXECUTORS, 'spark.kubernetes.container.image': driverImage }
    const dropped = await aws.drop({ name: 'unseen.jar', content: jar, conf, args: ['4'] })
    await expect.poll(() => aws.jobOf(dropped), PATIENCE).toMatchObject({ state: 'RUNNING' })
    await forwarder.kill()
    const job = await aws.ended(dropped)
    expect(job).toMatchObject({ state: 'SUCCEEDED', exitCode: 0 })
    expect(job.history.map(({ state }) => state)).toEqual(STATES)
  })

  it.skipIf(missing.length > 0)(
    `has one driver, and leaves nothing, when submit-job was killed between the driver and all else${withoutIt}`,
    async () => {
      tellOfTrouble()
      await aws.redeliverJobsAfter(15)
      const before = await tenant.leftovers()
      const isNew = (name: string): boolean => !before.includes(name)
      const held = await HeldCreations.of(tenant, ['configmaps', 'services'])
      const conf = { ...TWO_EXECUTORS, 'spark.kubernetes.container.image': driverImage }
      const dropped = await aws.drop({ name: 'killed.jar', content: jar, conf, args: ['4'] })
      await tenant.pods.until('its driver', (pods) =>
        pods.find((pod) => roleOf(pod) === 'driver' && isNew(`pods/${pod.metadata?.name}`)),
      )
      await held.caught()
      await aws.killSubmitJob()
      await held.end()
      expect((await tenant.leftovers()).filter(isNew)).toEqual([expect.stringMatching(/^pods\//)])
      const job = await aws.ended(dropped)
      await isPiOfTwoExecutors(job)
      await tenant.deletePod({ metadata: { name: job.driver?.name ?? '' } })
      const left = async (): Promise<readonly string[]> => (await tenant.leftovers()).filter(isNew)
      await expect.poll(left, PATIENCE).toEqual([])
    },
  )

  it.skipIf(missing.length > 0)(
    `that the namespace's quota has no room for is told so, and runs when it has${withoutIt}`,
    async () => {
      tellOfTrouble()
      await tenant.pods.until('the namespace is idle', (pods) =>
        pods.every(({ status }) => ENDS.has(status?.phase ?? '')),
      )
      await tenant.apply(NO_PODS)
      const dropped = await drop('quota.py', ['error'])
      await expect.poll(() => aws.jobOf(dropped), PATIENCE).toMatchObject({ state: 'QUEUED', reason: 'QUOTA' })
      await tenant.apply(MANY_PODS)
      expect(await aws.ended(dropped)).toMatchObject({ state: 'FAILED', reason: 'USER_CODE' })
    },
  )
})
