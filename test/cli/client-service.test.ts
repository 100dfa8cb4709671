import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../lib/cli/run.ts'
import type { Service } from '../../lib/ports/kubernetes-types.ts'
import { capturedSurroundings } from './captured-surroundings.ts'
import { EmbeddedCluster } from './embedded-cluster.ts'

const SERVICES = '/api/v1/namespaces/default/services'

describe('sparkdrop client-service', () => {
  let cluster: EmbeddedCluster
  beforeAll(async () => {
    cluster = await EmbeddedCluster.start()
    for (const name of ['notebook-0', 'other'])
      await cluster.createPod({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name, labels: { app: 'notebook' } },
        spec: { containers: [{ name: 'main', image: 'jupyter' }] },
      })
  })
  afterAll(() => cluster.stop())

  const call = async (...args: string[]) => {
    const surroundings = capturedSurroundings()
    const exitCode = await run(['client-service', '--master', `k8s://${cluster.url}`, ...args], surroundings)
    return { exitCode, ...surroundings.written }
  }

  it('makes a headless service that leads to this one pod and goes with it', async () => {
    const { exitCode, stderr } = await call('--pod', 'notebook-0', '--conf', 'spark.driver.port=7777')
    expect(exitCode, stderr).toBe(0)
    const pod = await cluster.pod('notebook-0')
    const service = await cluster.get<Service>(`${SERVICES}/notebook-0-svc`)
    expect(service.spec?.clusterIP).toBe('None')
    expect(service.spec?.ports?.map(({ port }) => port)).toEqual([7777, 7079])
    expect(service.metadata?.ownerReferences).toMatchObject([{ kind: 'Pod', uid: pod.metadata?.uid }])
    expect(pod.metadata?.labels).toMatchObject({ app: 'notebook', ...service.spec?.selector })
    expect((await cluster.pod('other')).metadata?.labels).toEqual({ app: 'notebook' })
  })

  it('prints the settings as flags of spark-submit, and again when it is called again', async () => {
    const { stdout } = await call('--pod', 'notebook-0')
    expect(stdout.trim().split('\n')).toEqual([
      '--conf spark.submit.deployMode=client',
      '--conf spark.kubernetes.namespace=default',
      '--conf spark.kubernetes.driver.pod.name=notebook-0',
      '--conf spark.driver.host=notebook-0-svc.default.svc',
      '--conf spark.driver.bindAddress=0.0.0.0',
      '--conf spark.driver.port=7078',
      '--conf spark.driver.blockManager.port=7079',
    ])
    expect((await call('--pod', 'notebook-0')).stdout).toBe(stdout)
  })

  it('prints them as a properties file', async () => {
    const { stdout } = await call('--pod', 'notebook-0', '--name', 'mine', '--format', 'properties')
    expect(stdout).toContain('spark.driver.host=mine.default.svc\n')
  })

  it('creates nothing with --dry-run', async () => {
    const { exitCode, stdout } = await call('--pod', 'other', '--name', 'dry', '--dry-run')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('kind: Service')
    await expect(cluster.get(`${SERVICES}/dry`)).rejects.toMatchObject({ status: { code: 404 } })
  })

  it.each([
    [['--pod', 'none'], 'there is no pod none in namespace default'],
    [['--pod', 'other', '--format', 'xml'], "--format: 'xml' is none of flags, properties"],
    [[], "required option '--pod <name>' not specified"],
    [['--pod', 'other', '--nmae', 'x'], "unknown option '--nmae'"],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stderr, stdout } = await call(...args)
    expect(exitCode).toBe(1)
    expect(stderr).toContain(message)
    expect(stdout).toBe('')
  })

  it('explains itself', async () => {
    const { exitCode, stdout } = await call('--help')
    expect(exitCode).toBe(0)
    expect(stdout).toContain('--pod <name>')
  })
})
