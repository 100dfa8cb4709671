import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmbeddedApiServer, startApiServer } from '../../../local/kubernetes/api-server.ts'
import { ApiUnderTest } from '../../contracts/kubernetes-api/api-under-test.ts'

const sparkHome = process.env['SPARKDROP_TEST_SPARK_HOME']

const why = sparkHome === undefined ? ' (skipped: SPARKDROP_TEST_SPARK_HOME names no Spark)' : ''

/** A JVM takes its time, the more so on a busy machine. */
const PATIENCE = 120_000

describe.skipIf(sparkHome === undefined)(`stock spark-submit${why}`, { timeout: PATIENCE }, () => {
  let server: EmbeddedApiServer
  let api: ApiUnderTest
  beforeAll(async () => {
    server = await startApiServer()
    api = new ApiUnderTest({ url: server.url })
  })
  afterAll(() => server.stop())

  const submit = async (...args: string[]): Promise<string> => {
    const command = join(sparkHome ?? '', 'bin', 'spark-submit')
    const all = ['--master', `k8s://${server.url}`, ...args]
    const env = {
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      JAVA_HOME: process.env['JAVA_HOME'],
      SPARK_LOCAL_IP: '127.0.0.1',
    }
    const { stdout, stderr } = await promisify(execFile)(command, all, { env })
    return stdout + stderr
  }

  it('submits an application, tells how it is, and kills it', async () => {
    const conf = ['spark.kubernetes.container.image=x', 'spark.kubernetes.submission.waitAppCompletion=false']
    await submit(
      ...['--deploy-mode', 'cluster', '--name', 'pi', '--class', 'X'],
      ...conf.flatMap((one) => ['--conf', one]),
      'local:///x.jar',
    )
    const { body: pods } = await api.get('/api/v1/namespaces/default/pods?labelSelector=spark-role%3Ddriver')
    const [driver] = pods.items
    expect(driver.metadata.name).toMatch(/^pi-[0-9a-f]{16}-driver$/)
    const owned = { ownerReferences: [{ kind: 'Pod', name: driver.metadata.name, uid: driver.metadata.uid }] }
    const { body: services } = await api.get('/api/v1/namespaces/default/services')
    expect(services.items).toMatchObject([
      { metadata: { name: `${driver.metadata.name}-svc`, ...owned }, spec: { clusterIP: 'None' } },
    ])
    const { body: configMaps } = await api.get('/api/v1/namespaces/default/configmaps')
    expect(configMaps.items).toMatchObject([
      { metadata: { name: 'kube-root-ca.crt' } },
      { immutable: true, metadata: owned },
    ])

    expect(await submit('--status', `default:${driver.metadata.name}`)).toContain('phase: Pending')
    await submit('--kill', 'default:pi-*')
    await api.until(
      async () => (await api.get(`/api/v1/namespaces/default/services/${driver.metadata.name}-svc`)).status === 404,
    )
    expect((await api.get(`/api/v1/namespaces/default/pods/${driver.metadata.name}`)).status).toBe(404)
  })
})
