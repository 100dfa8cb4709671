import { afterAll, beforeAll, expect, it } from 'vitest'
import type { KubernetesObject, PersistentVolumeClaim } from '../../lib/ports/kubernetes-types.ts'
import { FileServer } from './harness/file-server.ts'
import { NodeFolder } from './harness/node-folder.ts'
import { executorsOf } from './harness/pods-in-view.ts'
import { program } from './harness/program-files.ts'
import { driverLog, driverOf, during, submit } from './harness/submission.ts'
import { Tenant } from './harness/tenant.ts'
import { describeOnCluster, hostAddress, openTestCluster, type TestCluster } from './harness/test-cluster.ts'

/** A class that nothing provisions: claims of it are bound to the volumes that are made for the test. */
const volume = (namespace: string, folder: string, accessMode: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: `${namespace}-${folder.split('/').pop()}` },
  spec: {
    storageClassName: namespace,
    accessModes: [accessMode],
    capacity: { storage: '1Gi' },
    persistentVolumeReclaimPolicy: 'Retain',
    hostPath: { path: folder },
  },
})

const claim = (namespace: string): KubernetesObject & Record<string, unknown> => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: 'inputs', namespace },
  spec: { storageClassName: namespace, accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
})

const claimOf = (role: 'driver' | 'executor', name: string, settings: Record<string, string>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [
      `spark.kubernetes.${role}.volumes.persistentVolumeClaim.${name}.${key}`,
      value,
    ]),
  )

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
    await folders.keep(volume(tenant.namespace, one, 'ReadWriteOnce'))
    // What Spark asks for on demand is for one pod alone.
    await folders.keep(volume(tenant.namespace, two, 'ReadWriteOncePod'))
    await tenant.apply(claim(tenant.namespace))
    const onDemand = {
      'options.claimName': 'OnDemand',
      'options.storageClass': tenant.namespace,
      'options.sizeLimit': '1Gi',
    }
    const job = await submit(tenant, {
      main: files.serve('volumes.py', program('volumes.py')),
      conf: {
        ...claimOf('driver', 'inputs', { 'mount.path': '/claim', 'options.claimName': 'inputs' }),
        ...claimOf('executor', 'spark-local-dir-1', {
          'mount.path': '/blocks',
          'mount.readOnly': 'false',
          ...onDemand,
        }),
        'spark.kubernetes.driver.ownPersistentVolumeClaim': 'true',
        'spark.kubernetes.driver.reusePersistentVolumeClaim': 'true',
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
