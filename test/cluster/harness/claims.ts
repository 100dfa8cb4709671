import { onTestFinished } from 'vitest'
import { CORE } from '../../../lib/kubernetes/resource-path.ts'
import type { Tenant } from './tenant.ts'

/** A volume of a class that nothing provisions, the tenant's own: claims of it are bound to the volumes of the test. */
export const volume = (namespace: string, name: string, path: string, accessMode: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: `${namespace}-${name}` },
  spec: {
    storageClassName: namespace,
    accessModes: [accessMode],
    capacity: { storage: '1Gi' },
    persistentVolumeReclaimPolicy: 'Retain',
    hostPath: { path },
  },
})

export const claimOf = (
  role: 'driver' | 'executor',
  name: string,
  settings: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [
      `spark.kubernetes.${role}.volumes.persistentVolumeClaim.${name}.${key}`,
      value,
    ]),
  )

/** A claim made for each executor that asks for one. */
export const onDemand = (namespace: string): Record<string, string> => ({
  'options.claimName': 'OnDemand',
  'options.storageClass': namespace,
  'options.sizeLimit': '1Gi',
})

/** The driver owns its executors' claims, and gives those that are free to new executors. */
export const OWN_AND_REUSE = {
  'spark.kubernetes.driver.ownPersistentVolumeClaim': 'true',
  'spark.kubernetes.driver.reusePersistentVolumeClaim': 'true',
} as const

/** Volumes for so many executors of the test that runs; they are never written to, and go with it. */
export const offerVolumes = async ({ cluster, namespace }: Tenant, count: number): Promise<void> => {
  const path = `${CORE}/persistentvolumes`
  for (let index = 0; index < count; index++) {
    const body = volume(namespace, `executors-${index}`, '/var/tmp', 'ReadWriteOncePod')
    await cluster.admin.json({ method: 'POST', path, body })
    onTestFinished(async () => {
      await cluster.admin.json({ method: 'DELETE', path: `${path}/${body.metadata.name}` })
    })
  }
}
