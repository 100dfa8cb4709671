import { LEGACY_PVC_ACCESS_MODE } from '../../../conf/catalogue/volumes.ts'
import { read } from '../../../conf/property.ts'
import { mountVolumes, ON_DEMAND, volumeClaims, volumeSpecs } from '../../../spark-pod/features/mount-volumes.ts'
import type { ExecutorStep } from '../executor-step.ts'

/** In a claim's name this stands for the executor's id. */
const EXECUTOR_ID = 'SPARK_EXECUTOR_ID'

/**
 * The volumes that the user asked for, and the claims that have to be made for them. Follows MountVolumesFeatureStep.
 * @throws InvalidJobError DUPLICATE_MOUNT_PATH, and those of `parseVolumes`
 */
export const executorVolumesStep: ExecutorStep = ({ appId, conf, namePrefix }) => {
  const specs = volumeSpecs(conf, 'spark.kubernetes.executor.volumes.')
  const legacyAccessMode = read(conf, LEGACY_PVC_ACCESS_MODE)
  return (executorId) => {
    const claimName = (template: string, index: number): string =>
      template
        .replaceAll(ON_DEMAND, `${namePrefix}-exec-${executorId}-pvc-${index}`)
        .replaceAll(EXECUTOR_ID, executorId)
    const owner = { appId, claimName, legacyAccessMode }
    return { configurePod: (pod) => mountVolumes(pod, specs, owner), claims: volumeClaims(specs, owner) }
  }
}
