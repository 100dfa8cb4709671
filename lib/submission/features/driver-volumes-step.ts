import { LEGACY_PVC_ACCESS_MODE } from '../../conf/catalogue/volumes.ts'
import { read } from '../../conf/property.ts'
import { mountVolumes, ON_DEMAND, volumeClaims, volumeSpecs } from '../../spark-pod/features/mount-volumes.ts'
import type { DriverStep } from '../driver-step.ts'

/**
 * The volumes that the user asked for, and the claims that have to be made for them. Follows MountVolumesFeatureStep.
 * @throws InvalidJobError DUPLICATE_MOUNT_PATH, and those of `parseVolumes`
 */
export const driverVolumesStep: DriverStep = ({ conf, identity, resourceNamePrefix }) => {
  const specs = volumeSpecs(conf, 'spark.kubernetes.driver.volumes.')
  const owner = {
    appId: identity.appId,
    claimName: (template: string, index: number) =>
      template.replaceAll(ON_DEMAND, `${resourceNamePrefix}-driver-pvc-${index}`),
    legacyAccessMode: read(conf, LEGACY_PVC_ACCESS_MODE),
  }
  return { configurePod: (pod) => mountVolumes(pod, specs, owner), resources: volumeClaims(specs, owner) }
}
