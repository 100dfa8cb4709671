import type { DriverStep } from '../driver-step.ts'
import { addMounts, addVolumes } from '../spark-pod.ts'

/** Secrets of the namespace as files: `spark.kubernetes.driver.secrets.<secret>=<path>`. Follows MountSecretsFeatureStep. */
export const mountSecretsStep: DriverStep = ({ conf }) => {
  const secrets = [...conf.getAllWithPrefix('spark.kubernetes.driver.secrets.')]
  const volume = (secret: string): string => `${secret}-volume`
  return {
    configurePod: (pod) =>
      addMounts(
        addVolumes(pod, ...secrets.map(([secret]) => ({ name: volume(secret), secret: { secretName: secret } }))),
        ...secrets.map(([secret, mountPath]) => ({ name: volume(secret), mountPath })),
      ),
  }
}
