import { afterAll, beforeAll, expect, it } from 'vitest'
import type { KubernetesObject, PersistentVolumeClaim } from '../../lib/ports/kubernetes-types.ts'
import { claimOf, OWN_AND_REUSE, onDemand, volume } from './harness/claims.ts'
import { FileServer } from './harness/file-server.ts'
import { NodeFolder } from './harness/node-folder.ts'
import { executorsOf } from './harness/pods-in-view.ts'
import { program } from './harness/program-files.ts'
import { driverLog, driverOf, during, submit } from './harness/submission.ts'
import { Tenant } from './harness/tenant.ts'
import { describeOnCluster, hostAddress, openTestCluster, type TestCluster } from './harness/test-cluster.ts'

const claim = (namespace: string): KubernetesObject & Record<string, unknown> => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'inputs', namespace },
  spec: { storageClassName: namespace, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
})

describeOnCluster('volume claims', () => {
  let cluster: TestCluster
  let files: FileServer
  let tenant: Tenant
  let folders: NodeFolder
  let log: string
  let leftAtEnd: readonly string[]
  let claimsDuring: readonly PersistentVolumeClaim[]

  beforeAll(async () => {
    cluster = openTestCluster()
    files = await FileServer.start(await hostAddress(cluster))
    tenant = await Tenant.create(cluster, { volumes: true })
    folders = await NodeFolder.make(tenant, ['one', 'two'])
    const [one = '', two = ''] = folders.paths
    await folders.keep(volume(tenant.namespace, 'one', one, 'ReadWriteOnce'))
    // What Spark asks for on demand is for one pod alone.
    await folders.keep(volume(tenant.namespace, 'two', two, 'ReadWriteOncePod'))
    await tenant.apply(claim(tenant.namespace))
    const job = await submit(tenant, {
      main: files.serve('volumes.py', program('volumes.py')),
      conf: {
        ...claimOf('driver', 'inputs', { 'mount.path': '/claim', 'options.claimName': 'inputs' }),
        ...claimOf('executor', 'spark-local-dir-1', {
          'mount.path': '/blocks',
          'mount.readOnly': 'false',
          ...onDemand(tenant.namespace),
        }),
        ...OWN_AND_REUSE,
      },
    })
    claimsDuring = await during(job, tenant.untilClaims(2))
    const { exitCode, stderr } = await job.outcome
    log = await driverLog(tenant)
    if (exitCode !== 0) throw new Error(`${stderr}\n${log}`)
    leftAtEnd = await tenant.leftovers()
  })

  afterAll(async () => {
    await files?.stop()
    await folders?.remove()
    await tenant?.remove()
    cluster.close()
  })

  it('that exist are mounted where the driver asks for them, to be written', async () => {
    expect(log).toContain('shuffled into 7')
    expect(await folders.read('driver.txt')).toContain('written by the driver')
  })

  it('are made on demand for executors, which keep their blocks there, and belong to the driver', async () => {
    expect(log).toContain('blocks on the claim: True')
    const made = claimsDuring.find(({ metadata }) => metadata?.name !== 'inputs')
    const driver = await driverOf(tenant)
    expect(made?.metadata?.ownerReferences?.map(({ uid }) => uid)).toEqual([driver.metadata?.uid])
    expect(executorsOf(tenant.pods.everSeen)).toHaveLength(1)
  })

  it('that were made on demand are gone when the job has ended, and the other is still there', () => {
    expect(leftAtEnd.filter((name) => name.startsWith('persistentvolumeclaims/'))).toEqual([
      'persistentvolumeclaims/inputs',
    ])
    expect(log).not.toContain('forbidden')
  })
})
