import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ControlPlaneProcess } from '../harness/control-plane-process.ts'
import { executorAtWork, idsAtWork } from '../harness/driver-log.ts'
import { FileServer } from '../harness/file-server.ts'
import { executorId, executorsOf, hasStarted, isRunning } from '../harness/pods-in-view.ts'
import { program } from '../harness/program-files.ts'
import { driverLog, driverOf, during, leavesNothing, submit } from '../harness/submission.ts'
import { Tenant } from '../harness/tenant.ts'
import {
  describeOnCluster,
  hostAddress,
  openTestCluster,
  STOCK_IMAGE,
  type TestCluster,
} from '../harness/test-cluster.ts'

const { SPARKDROP_TEST_API_SERVER_PID_FILE: pidFile = '', SPARKDROP_TEST_DRIVER_IMAGE: driverImage = '' } = process.env
const withoutProcess = pidFile === '' ? ' (skipped: SPARKDROP_TEST_API_SERVER_PID_FILE is not set)' : ''

/** Longer than connections take to be missed, and shorter than Spark waits for its poll. */
const OUTAGE_MS = 8_000

/** Those that could not renew their lease in time end themselves; what runs a control plane starts them again. */
const LEASED = ['kube-scheduler', 'kube-controller-manager']

describeOnCluster('while the API server is gone and after it has come back', () => {
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

  const images = [
    ['the stock image', STOCK_IMAGE, ''] as const,
    ['the scheduler loop', driverImage, 'driver image'] as const,
  ]

  for (const [name, image, needed] of images) {
    const why = withoutProcess || (image === '' ? ` (skipped: there is no ${needed})` : '')
    it.skipIf(why !== '')(
      `a job with ${name} goes on, loses no executor, and replaces one that is deleted${why}`,
      async () => {
        const server = await ControlPlaneProcess.of(dirname(pidFile), 'kube-apiserver')
        const others = await Promise.all(LEASED.map((name) => ControlPlaneProcess.of(dirname(pidFile), name)))
        const tenant = await Tenant.ofThisTest(cluster)
        // That nothing answers for a while is no reason to give up: then the job would fail.
        const conf = { 'spark.kubernetes.container.image': image, 'spark.sparkdrop.scheduler.fallback': 'fail' }
        const job = await submit(tenant, { main: files.serve('hold.py', program('hold.py')), args: ['another'], conf })
        const driver = await during(job, driverOf(tenant, 'a driver that runs', isRunning))
        const executor = await executorAtWork(tenant, driver)
        server.kill()
        await delay(OUTAGE_MS)
        await server.start()
        await expect
          .poll(() => tenant.log(driver.metadata?.name ?? '').catch(() => ''), { timeout: 60_000 })
          .not.toBe('')
        const before = executorsOf(tenant.pods.everSeen).map(executorId)
        expect(before.at(-1)).toBe(executorId(executor))
        await tenant.deletePod(executor)
        const isReplaced = async (): Promise<boolean> => {
          for (const one of others) await one.revive()
          return executorsOf(tenant.pods.everSeen).some((pod) => !before.includes(executorId(pod)) && hasStarted(pod))
        }
        await Promise.race([job.outcome, expect.poll(isReplaced, { timeout: 120_000, interval: 1_000 }).toBe(true)])
        const { exitCode, stderr } = await job.outcome
        expect(exitCode, stderr).toBe(0)
        expect(idsAtWork(await driverLog(tenant))).toEqual([executorId(executor), expect.any(String)])
        for (const one of others) await one.revive()
        await leavesNothing(tenant, driver)
      },
    )
  }
})
