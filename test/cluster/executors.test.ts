import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { executorAtWork, idsAtWork } from './harness/driver-log.ts'
import { FileServer } from './harness/file-server.ts'
import { executorId, executorsOf, isRunning } from './harness/pods-in-view.ts'
import { program } from './harness/program-files.ts'
import { driverLog, driverOf, during, submit } from './harness/submission.ts'
import { Tenant } from './harness/tenant.ts'
import { describeOnCluster, hostAddress, openTestCluster, type TestCluster } from './harness/test-cluster.ts'

const DYNAMIC = {
  'spark.dynamicAllocation.enabled': 'true',
  'spark.dynamicAllocation.shuffleTracking.enabled': 'true',
  'spark.dynamicAllocation.initialExecutors': '0',
  'spark.dynamicAllocation.minExecutors': '0',
  'spark.dynamicAllocation.maxExecutors': '2',
  'spark.dynamicAllocation.executorIdleTimeout': '3s',
  'spark.dynamicAllocation.schedulerBacklogTimeout': '1s',
}

const DECOMMISSION = {
  'spark.decommission.enabled': 'true',
  'spark.storage.decommission.enabled': 'true',
  'spark.storage.decommission.shuffleBlocks.enabled': 'true',
  'spark.kubernetes.executor.decommissionLabel': 'leaving',
  'spark.kubernetes.executor.decommissionLabelValue': 'soon',
}

const profileOf = (pod: Pod): string | undefined => pod.metadata?.labels?.['spark-exec-resourceprofile-id']

describeOnCluster('executors', () => {
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

  it('come as there is work, go when they are idle, decommissioned, and are of the profile that a stage asks for', async () => {
    const tenant = await Tenant.ofThisTest(cluster)
    const main = files.serve('dynamic.py', program('dynamic.py'))
    const job = await submit(tenant, { main, conf: { ...DYNAMIC, ...DECOMMISSION } })
    const toldToLeave = (pod: Pod): boolean => pod.metadata?.labels?.['leaving'] === 'soon'
    await during(
      job,
      tenant.pods.until('an executor told to leave', (pods) => executorsOf(pods).some(toldToLeave)),
    )
    const { exitCode, stderr } = await job.outcome
    expect(exitCode, stderr).toBe(0)
    const log = await driverLog(tenant)
    expect(log).toMatch(/worked on 2 executors[\s\S]*no executor is left[\s\S]*of the other profile worked/)
    const [, id] = /executor (\d+) of the other profile worked/.exec(log) ?? []
    const executors = executorsOf(tenant.pods.everSeen)
    const last = executors.find((pod) => executorId(pod) === id)
    expect(executors.filter((pod) => profileOf(pod) !== '0')).toEqual([last])
    // 600 MiB and the overhead of a program that is not in Java, 384 MiB at least.
    expect(last?.spec?.containers[0]?.resources?.limits?.memory).toBe('984Mi')
  })

  it('that are deleted by hand are replaced', async () => {
    const tenant = await Tenant.ofThisTest(cluster)
    const job = await submit(tenant, { main: files.serve('hold.py', program('hold.py')), args: ['another'] })
    const driver = await during(job, driverOf(tenant, 'a driver that runs', isRunning))
    const executor = await executorAtWork(tenant, driver)
    await tenant.deletePod(executor)
    const { exitCode, stderr } = await job.outcome
    expect(exitCode, stderr).toBe(0)
    expect(idsAtWork(await driverLog(tenant))).toEqual([executorId(executor), expect.any(String)])
  })

  it('go with a driver that is deleted, and nothing is left', async () => {
    const tenant = await Tenant.ofThisTest(cluster)
    const job = await submit(tenant, { main: files.serve('hold.py', program('hold.py')), args: ['never'] })
    const driver = await during(job, driverOf(tenant, 'a driver that runs', isRunning))
    await executorAtWork(tenant, driver)
    await tenant.deletePod(driver, { gracePeriodSeconds: 0 })
    const { exitCode } = await job.outcome
    expect(exitCode).not.toBe(0)
    await expect.poll(() => tenant.leftovers(), { timeout: 60_000, interval: 200 }).toEqual([])
  })
})
