import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import type { RunningCommand } from '../cli/run-command.ts'
import { claimOf, OWN_AND_REUSE, offerVolumes, onDemand } from './harness/claims.ts'
import { executorAtWork, idsAtWork, untilLogged } from './harness/driver-log.ts'
import { FileServer } from './harness/file-server.ts'
import { killIn, signalIn } from './harness/kubectl.ts'
import { executorId, executorsOf, isRunning } from './harness/pods-in-view.ts'
import { program } from './harness/program-files.ts'
import { driverLog, driverOf, during, leavesNothing, submit } from './harness/submission.ts'
import { Tenant } from './harness/tenant.ts'
import { describeOnCluster, hostAddress, openTestCluster, type TestCluster } from './harness/test-cluster.ts'

const image = process.env.SPARKDROP_TEST_DRIVER_IMAGE ?? ''
const withoutImage = image === '' ? ' (skipped: SPARKDROP_TEST_DRIVER_IMAGE is not set)' : ''

const IMAGE = { 'spark.kubernetes.container.image': image }
const DECOMMISSION = { 'spark.decommission.enabled': 'true', 'spark.storage.decommission.enabled': 'true' }

/** Who made the pod, as the API server knows it: the JVM calls itself fabric8-kubernetes-client. */
const creator = ({ metadata }: Pod): string | undefined =>
  metadata?.managedFields?.find(({ subresource }) => subresource === undefined)?.manager

/** Until then it is ended again and again: a process that was started again is not there at once. */
const killUntil = async (end: Promise<unknown>, driver: Pod): Promise<void> => {
  const ended = end.then(() => true)
  while (!(await Promise.race([ended, delay(200, false)]))) {
    await killIn(driver, 'scheduler.mjs').catch(() => undefined)
  }
}

describeOnCluster('a driver with the scheduler loop', () => {
  let cluster: TestCluster
  let files: FileServer

  beforeAll(async () => {
    cluster = openTestCluster()
    files = await FileServer.start(await hostAddress(cluster))
  })

  afterAll(async () => {
    await files.stop()
    cluster.close()
  })

  interface Held {
    readonly tenant: Tenant
    readonly job: RunningCommand
    readonly driver: Pod
    readonly executor: Pod
  }

  /** A job of which an executor, on a claim of its own, is at work, and which ends once another has worked, or never. */
  const hold = async (until: 'another' | 'never', conf: Readonly<Record<string, string>> = {}): Promise<Held> => {
    const tenant = await Tenant.ofThisTest(cluster, { volumes: true })
    await offerVolumes(tenant, 2)
    const claims = claimOf('executor', 'data', { 'mount.path': '/data', ...onDemand(tenant.namespace) })
    const main = files.serve('hold.py', program('hold.py'))
    const job = await submit(tenant, {
      main,
      args: [until],
      conf: { ...IMAGE, ...claims, ...OWN_AND_REUSE, ...conf },
    })
    const driver = await during(job, driverOf(tenant, 'a driver that runs', isRunning))
    return { tenant, job, driver, executor: await executorAtWork(tenant, driver) }
  }

  /** Another executor took the first one's place, the job is done, and nothing is left: no claim even while the driver is. Gives that other one. */
  const isReplacedAndDone = async ({ tenant, job, driver, executor }: Held): Promise<Pod> => {
    const { exitCode, stderr } = await job.outcome
    expect(exitCode, stderr).toBe(0)
    const atWork = idsAtWork(await driverLog(tenant))
    expect(atWork).toEqual([executorId(executor), expect.any(String)])
    expect((await tenant.leftovers()).filter((name) => name.startsWith('persistentvolumeclaims/'))).toEqual([])
    await leavesNothing(tenant, driver)
    const [, successor] = atWork
    return executorsOf(tenant.pods.everSeen).find((pod) => executorId(pod) === successor) as Pod
  }

  const loopTest = (title: string, test: () => Promise<void>): void => {
    it.skipIf(image === '')(`${title}${withoutImage}`, test)
  }

  loopTest(
    'has its executors from the loop, as many as it asked for, with the rights of the shipped Role',
    async () => {
      const tenant = await Tenant.ofThisTest(cluster)
      const main = 'local:///opt/spark/examples/src/main/python/pi.py'
      const job = await submit(tenant, { main, args: ['4'], conf: { ...IMAGE, 'spark.executor.instances': '2' } })
      const { exitCode, stderr } = await job.outcome
      expect(exitCode, stderr).toBe(0)
      const log = await driverLog(tenant)
      expect(log).toMatch(/Pi is roughly 3\.1/)
      expect(log).not.toMatch(/forbidden|ExecutorPodsAllocator: Going to request/)
      const executors = executorsOf(tenant.pods.everSeen)
      expect(executors.map(executorId).sort()).toEqual(['1', '2'])
      expect(new Set(executors.map(creator))).toEqual(new Set(['sparkdrop']))
    },
  )

  loopTest('goes on when the loop is killed, and replaces an executor that is deleted after that', async () => {
    const held = await hold('another')
    await killIn(held.driver, 'scheduler.mjs')
    await held.tenant.deletePod(held.executor)
    await isReplacedAndDone(held)
  })

  loopTest(
    'goes on when the loop is there and says nothing, and replaces an executor that is deleted after that',
    async () => {
      const held = await hold('another', { 'spark.sparkdrop.scheduler.timeout': '5s' })
      await signalIn('STOP', held.driver, 'scheduler.mjs')
      await held.tenant.deletePod(held.executor)
      await untilLogged(held.tenant, held.driver, /it did not answer/)
      await isReplacedAndDone(held)
    },
  )

  loopTest('ends with the reason where the loop cannot be kept running and the job asks for that', async () => {
    const { tenant, job, driver } = await hold('never', { 'spark.sparkdrop.scheduler.fallback': 'fail' })
    await killUntil(job.outcome, driver)
    expect((await job.outcome).exitCode).toBe(70)
    const { status } = await driverOf(tenant, 'a driver that failed', ({ status }) => status?.phase === 'Failed')
    expect(status?.containerStatuses?.[0]?.state?.terminated?.message).toContain(
      'Error: the scheduler loop had to give up: it ended with exit code 137 (5 times in a row)',
    )
    await leavesNothing(tenant, driver)
  })

  loopTest('goes on with Spark’s own allocator where the loop cannot be kept running and the job lets it', async () => {
    const held = await hold('another')
    await killUntil(untilLogged(held.tenant, held.driver, /Spark's own allocator takes over/), held.driver)
    await held.tenant.deletePod(held.executor)
    const successor = await isReplacedAndDone(held)
    expect([held.executor, successor].map(creator)).toEqual(['sparkdrop', 'fabric8-kubernetes-client'])
  })

  loopTest('that ends by its JVM being killed says so, its executors end, and nothing is left without it', async () => {
    const { tenant, job, driver } = await hold('never')
    await killIn(driver, 'SparkSubmit')
    const { exitCode } = await job.outcome
    expect(exitCode).toBe(137)
    await tenant.pods.until('no executor that runs', (pods) => !executorsOf(pods).some(isRunning))
    await leavesNothing(tenant, driver)
  })

  loopTest('decommissions an executor whose pod is deleted, before it ends', async () => {
    const { tenant, job, executor } = await hold('another', DECOMMISSION)
    await tenant.deletePod(executor)
    const { exitCode, stderr } = await job.outcome
    expect(exitCode, stderr).toBe(0)
    const id = executorId(executor)
    expect(await driverLog(tenant)).toMatch(
      new RegExp(`Decommission executors: ${id}|executor ${id} .*decommission`, 'i'),
    )
  })
})
