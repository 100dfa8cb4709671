import type { SparkConf } from '../../conf/spark-conf.ts'
import type { VolumeSource, VolumeSpec } from '../../conf/volume-spec.ts'
import { parseVolumes } from '../../conf/volume-specs.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { PersistentVolumeClaim, Volume, VolumeMount } from '../../ports/kubernetes-types.ts'
import { APP_ID_LABEL } from '../bookkeeping-labels.ts'
import { addMounts, addVolumes, type SparkPod } from '../spark-pod.ts'

/** In a claim's name this stands for a name of Spark's own making. */
export const ON_DEMAND = 'OnDemand'

/** Whose volumes they are. */
export interface VolumeOwner {
  readonly appId: string
  /** The claim's name for what the conf says, `OnDemand` perhaps; `index` is the volume's place. */
  readonly claimName: (template: string, index: number) => string
  /** Volumes that any pod of the cluster may mount at the same time as this one, as before Spark 4.0. */
  readonly legacyAccessMode: boolean
}

const mount = ({ name, mountPath, readOnly, subPath, subPathExpr }: VolumeSpec): VolumeMount => ({
  name,
  mountPath,
  readOnly,
  subPath,
  subPathExpr,
})

function volume({ name, readOnly, source }: VolumeSpec, owner: VolumeOwner, index: number): Volume {
  switch (source.type) {
    case 'hostPath':
      return { name, hostPath: { path: source.path, type: source.pathType } }
    case 'emptyDir':
      return {
        name,
        emptyDir: {
          medium: source.medium ?? '',
          ...(source.sizeLimit === undefined ? {} : { sizeLimit: source.sizeLimit }),
        },
      }
    case 'nfs':
      return { name, nfs: { server: source.server, path: source.path } }
    case 'persistentVolumeClaim':
      return { name, persistentVolumeClaim: { claimName: owner.claimName(source.claimName, index), readOnly } }
  }
}

/** A claim is made where its class and size are known; otherwise one of that name is expected to be there. */
function claim(source: VolumeSource, owner: VolumeOwner, index: number): PersistentVolumeClaim[] {
  if (source.type !== 'persistentVolumeClaim') return []
  const { storageClass, size, labels, annotations } = source
  if (storageClass === undefined || size === undefined) return []
  return [
    {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        name: owner.claimName(source.claimName, index),
        labels: { ...labels, [APP_ID_LABEL]: owner.appId },
        annotations,
      },
      spec: {
        storageClassName: storageClass,
        accessModes: [owner.legacyAccessMode ? 'ReadWriteOnce' : 'ReadWriteOncePod'],
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
 * The volumes that the user asked for, each in a place of its own.
 * @param prefix such as `spark.kubernetes.driver.volumes.`
 * @throws InvalidJobError DUPLICATE_MOUNT_PATH, and those of `parseVolumes`
 */
export function volumeSpecs(conf: SparkConf, prefix: string): readonly VolumeSpec[] {
  const specs = parseVolumes(conf, prefix)
  requireDistinctPaths(specs)
  return specs
}

/** The pod with these volumes mounted. Follows MountVolumesFeatureStep.configurePod. */
export const mountVolumes = (pod: SparkPod, specs: readonly VolumeSpec[], owner: VolumeOwner): SparkPod =>
  addMounts(addVolumes(pod, ...specs.map((spec, index) => volume(spec, owner, index))), ...specs.map(mount))

/** The claims that have to be made for these volumes. Follows MountVolumesFeatureStep.getAdditionalKubernetesResources. */
export const volumeClaims = (specs: readonly VolumeSpec[], owner: VolumeOwner): readonly PersistentVolumeClaim[] =>
  specs.flatMap(({ source }, index) => claim(source, owner, index))
