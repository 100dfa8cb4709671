import type { SparkConf } from '../../conf/spark-conf.ts'
import type { PodStep } from '../pod-step.ts'
import { addMounts, addVolumes } from '../spark-pod.ts'

/**
 * Secrets of the namespace as files: `<prefix><secret>=<path>`. Follows MountSecretsFeatureStep.
 * @param prefix such as `spark.kubernetes.driver.secrets.`
 */
export function mountSecrets(conf: SparkConf, prefix: string): PodStep {
  const secrets = [...conf.getAllWithPrefix(prefix)]
  const volume = (secret: string): string => `${secret}-volume`
  const volumes = secrets.map(([secret]) => ({ name: volume(secret), secret: { secretName: secret } }))
  const mounts = secrets.map(([secret, mountPath]) => ({ name: volume(secret), mountPath }))
  return { configurePod: (pod) => addMounts(addVolumes(pod, ...volumes), ...mounts) }
}
