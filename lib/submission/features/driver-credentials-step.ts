import { Buffer } from 'node:buffer'
import { DRIVER_SERVICE_ACCOUNT } from '../../conf/catalogue/driver.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { immutableSecret } from '../../spark-pod/immutable-objects.ts'
import { mountVolume, withServiceAccount } from '../../spark-pod/spark-pod.ts'
import { clientFile } from '../client-file.ts'
import type { DriverConf } from '../driver-conf.ts'
import type { DriverStep } from '../driver-step.ts'

const PREFIX = 'spark.kubernetes.authenticate.driver.'
const TOKEN = 'oauthToken'
const MOUNT_PATH = '/mnt/secrets/spark-kubernetes-credentials'
const VOLUME = 'kubernetes-credentials'

/** The credentials that may be given: the setting, the key in the secret, and the setting that says where it is mounted. */
const CREDENTIALS = [
  { setting: TOKEN, key: 'oauth-token', mounted: 'oauthTokenFile' },
  { setting: 'caCertFile', key: 'ca-cert', mounted: 'caCertFile' },
  { setting: 'clientKeyFile', key: 'client-key', mounted: 'clientKeyFile' },
  { setting: 'clientCertFile', key: 'client-cert', mounted: 'clientCertFile' },
] as const

/** What of the submitting side goes into the secret, by the secret's keys, in base64. */
function secretData({ conf, files }: DriverConf): Readonly<Record<string, string>> {
  return Object.fromEntries(
    CREDENTIALS.flatMap(({ setting, key }) => {
      const value = conf.getOption(PREFIX + setting)
      if (value === undefined) return []
      const bytes = setting === TOKEN ? Buffer.from(value) : clientFile(files, PREFIX + setting, value)
      return [[key, Buffer.from(bytes).toString('base64')] as const]
    }),
  )
}

/** Tokens never reach the driver's configmap, which many may read. */
const redactedTokens = (conf: SparkConf): (readonly [string, string])[] =>
  conf
    .entries()
    .filter(([key]) => key.endsWith(TOKEN))
    .map(([key]) => [key, '<present_but_redacted>'])

const mountedFiles = (conf: SparkConf, data: Readonly<Record<string, string>>): (readonly [string, string])[] =>
  CREDENTIALS.flatMap(({ key, mounted }) => {
    const property = `${PREFIX}mounted.${mounted}`
    const path = conf.getOption(property) ?? (Object.hasOwn(data, key) ? `${MOUNT_PATH}/${key}` : undefined)
    return path === undefined ? [] : [[property, path] as const]
  })

/**
 * How the driver proves to the API server who it is: by credentials of the submitting side, sent along as a secret,
 * or else by its service account. Follows DriverKubernetesCredentialsFeatureStep.
 * @throws InvalidJobError CLIENT_FILE_MISSING
 */
export const driverCredentialsStep: DriverStep = (driver) => {
  const { conf, resourceNamePrefix } = driver
  const data = secretData(driver)
  const account = read(conf, DRIVER_SERVICE_ACCOUNT)
  const systemProperties = Object.fromEntries([...redactedTokens(conf), ...mountedFiles(conf, data)])
  if (Object.keys(data).length === 0) {
    return { configurePod: (pod) => withServiceAccount(pod, account), systemProperties }
  }
  const secretName = `${resourceNamePrefix}-kubernetes-credentials`
  return {
    configurePod: (pod) => mountVolume(pod, { name: VOLUME, secret: { secretName } }, { mountPath: MOUNT_PATH }),
    resources: [immutableSecret(secretName, data)],
    systemProperties,
    warnings:
      account === undefined
        ? []
        : [`${DRIVER_SERVICE_ACCOUNT.key} is not used for the driver pod, since credentials are given by ${PREFIX}*`],
  }
}
