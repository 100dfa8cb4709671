import { invalidProperty } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import type { EnvVar } from '../../ports/kubernetes-types.ts'
import type { PodStep } from '../pod-step.ts'
import { addEnv } from '../spark-pod.ts'

function secretEnv(prefix: string, variable: string, reference: string): EnvVar {
  const [name, key, ...more] = reference.replace(/:+$/, '').split(':')
  if (name === undefined || key === undefined || more.length > 0) {
    throw invalidProperty(prefix + variable, reference, `SecretKeyRef must be in the form name:key, not '${reference}'`)
  }
  return { name: variable, valueFrom: { secretKeyRef: { name, key } } }
}

/**
 * Secrets of the namespace as environment variables: `<prefix><ENV>=<secret>:<key>`. Follows EnvSecretsFeatureStep.
 * @param prefix such as `spark.kubernetes.driver.secretKeyRef.`
 * @throws InvalidJobError INVALID_PROPERTY
 */
export function envSecrets(conf: SparkConf, prefix: string): PodStep {
  const env = Array.from(conf.getAllWithPrefix(prefix), ([variable, reference]) =>
    secretEnv(prefix, variable, reference),
  )
  return { configurePod: (pod) => addEnv(pod, ...env) }
}
