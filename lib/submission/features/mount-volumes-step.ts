import { LEGACY_PVC_ACCESS_MODE } from '../../conf/catalogue/volumes.ts'
import { read } from '../../conf/property.ts'
import { parseVolumes, type VolumeSource, type VolumeSpec } from '../../conf/volume-specs.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { PersistentVolumeClaim, Volume, VolumeMount } from '../../ports/kubernetes-types.ts'
import { APP_ID_LABEL, type DriverConf } from '../driver-conf.ts'
import type { DriverStep } from '../driver-step.ts'
import { addMounts, addVolumes } from '../spark-pod.ts'

/** In a claim's name this stands for a name of Spark's own making. */
const ON_DEMAND = 'OnDemand'

const mount = ({ name, mountPath, readOnly, subPath, subPathExpr }: VolumeSpec): VolumeMount => ({
  name,
  mountPath,
  readOnly,
  subPath,
  subPathExpr,
})

const claimName = (name: string, { resourceNamePrefix }: DriverConf, index: number): string =>
  name.replaceAll(ON_DEMAND, `${resourceNamePrefix}-driver-pvc-${index}`)

function volume({ name, readOnly, source }: VolumeSpec, driver: DriverConf, index: number): Volume {
  switch (source.type) {
    case 'hostPath':
      return { name, hostPath: { path: source.path, type: source.pathType } }
    case 'emptyDir':
      return {
        name,
        emptyDir: { medium: source.medium, ...(source.sizeLimit === undefined ? {} : { sizeLimit: source.sizeLimit }) },
      }
    case 'nfs':
      return { name, nfs: { server: source.server, path: source.path } }
    case 'persistentVolumeClaim':
      return { name, persistentVolumeClaim: { claimName: claimName(source.claimName, driver, index), readOnly } }
  }
}

/** A claim is made where its class and size are known; otherwise one of that name is expected to be there. */
function claim(source: VolumeSource, driver: DriverConf, index: number): PersistentVolumeClaim[] {
  if (source.type !== 'persistentVolumeClaim') return []
  const { storageClass, size, labels, annotations } = source
  if (storageClass === undefined || size === undefined) return []
  return [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name: claimName(source.claimName, driver, index),
        labels: { ...labels, [APP_ID_LABEL]: driver.identity.appId },
        annotations,
      },
      spec: {
        storageClassName: storageClass,
        accessModes: [read(driver.conf, LEGACY_PVC_ACCESS_MODE) ? 'ReadWriteOnce' : 'ReadWriteOncePod'],
        resources: { requests: { storage: size } },
      },
    },
  ]
}

function requireDistinctPaths(specs: readonly VolumeSpec[]): void {
  const paths = specs.map(({ mountPath }) => mountPath)
  const doubled = [...new Set(paths.filter((path, index) => paths.indexOf(path) !== index))]
  if (doubled.length === 0) return
  const message = `Found duplicated mountPath: ${doubled.map((path) => `'${path}'`).join(', ')}`
  throw new InvalidJobError('DUPLICATE_MOUNT_PATH', message, { details: { value: doubled } })
}

/**
 * The volumes that the user asked for, and the claims that have to be made for them. Follows MountVolumesFeatureStep.
 * @throws InvalidJobError DUPLICATE_MOUNT_PATH, and those of `parseVolumes`
 */
export const mountVolumesStep: DriverStep = (driver) => {
  const specs = parseVolumes(driver.conf, 'spark.kubernetes.driver.volumes.')
  requireDistinctPaths(specs)
  return {
    configurePod: (pod) =>
      addMounts(addVolumes(pod, ...specs.map((spec, index) => volume(spec, driver, index))), ...specs.map(mount)),
    resources: specs.flatMap(({ source }, index) => claim(source, driver, index)),
  }
}
