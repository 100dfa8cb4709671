import { invalidProperty } from '../../conf/property.ts'
import type { EnvVar } from '../../ports/kubernetes-types.ts'
import type { DriverStep } from '../driver-step.ts'
import { addEnv } from '../spark-pod.ts'

const PREFIX = 'spark.kubernetes.driver.secretKeyRef.'

function secretEnv(variable: string, reference: string): EnvVar {
  const [name, key, ...more] = reference.replace(/:+$/, '').split(':')
  if (name === undefined || key === undefined || more.length > 0) {
    throw invalidProperty(PREFIX + variable, reference, `SecretKeyRef must be in the form name:key, not '${reference}'`)
  }
  return { name: variable, valueFrom: { secretKeyRef: { name, key } } }
}

/**
 * Secrets of the namespace as environment variables: `spark.kubernetes.driver.secretKeyRef.<ENV>=<secret>:<key>`.
 * Follows EnvSecretsFeatureStep.
 * @throws InvalidJobError INVALID_PROPERTY
 */
export const envSecretsStep: DriverStep = ({ conf }) => {
  const env = Array.from(conf.getAllWithPrefix(PREFIX), ([variable, reference]) => secretEnv(variable, reference))
  return { configurePod: (pod) => addEnv(pod, ...env) }
}
