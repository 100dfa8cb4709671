import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildExampleJar } from '../../local/spark/example-jar.ts'
import { FileServer } from './harness/file-server.ts'
import { executorsOf } from './harness/pods-in-view.ts'
import { driverLog, submit } from './harness/submission.ts'
import { Tenant } from './harness/tenant.ts'
import { describeOnCluster, hostAddress, openTestCluster, type TestCluster } from './harness/test-cluster.ts'

const sparkHome = process.env.SPARKDROP_TEST_SPARK_HOME
const withoutSpark = sparkHome ? '' : ' (skipped: SPARKDROP_TEST_SPARK_HOME names no Spark to compile it with)'

describeOnCluster('Pi', () => {
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

  const twoExecutors = { 'spark.executor.instances': '2' }

  const isPiOfTwoExecutors = async (tenant: Tenant): Promise<void> => {
    const log = await driverLog(tenant)
    expect(log).toMatch(/Pi is roughly 3\.1/)
    expect(log).not.toContain('forbidden')
    expect(executorsOf(tenant.pods.everSeen)).toHaveLength(2)
  }

  it('in Python, from the image, runs on two executors to its end', async () => {
    const tenant = await Tenant.ofThisTest(cluster)
    const main = 'local:///opt/spark/examples/src/main/python/pi.py'
    const { exitCode, stderr } = await (await submit(tenant, { main, args: ['4'], conf: twoExecutors })).outcome
    expect(exitCode, stderr).toBe(0)
    await isPiOfTwoExecutors(tenant)
  })

  it.skipIf(!sparkHome)(
    `in Java, from a jar that is fetched, runs on two executors to its end${withoutSpark}`,
    async () => {
      const tenant = await Tenant.ofThisTest(cluster)
      const outFile = join(tenant.folder, 'spark-pi.jar')
      const jar = await readFile(await buildExampleJar({ sparkHome: sparkHome ?? '', outFile }))
      const options = ['--class', 'dev.sparkdrop.examples.SparkPi']
      const main = files.serve('spark-pi.jar', jar)
      const { exitCode, stderr } = await (await submit(tenant, { main, args: ['4'], conf: twoExecutors, options }))
        .outcome
      expect(exitCode, stderr).toBe(0)
      await isPiOfTwoExecutors(tenant)
    },
  )
})
