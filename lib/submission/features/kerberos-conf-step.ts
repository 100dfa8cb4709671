import { Buffer } from 'node:buffer'
import {
  KEYTAB,
  KRB5_CONFIG_MAP,
  KRB5_PATH,
  PRINCIPAL,
  TOKEN_SECRET,
  TOKEN_SECRET_ITEM,
} from '../../conf/catalogue/kerberos.ts'
import { type Property, read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { KubernetesObject } from '../../ports/kubernetes-types.ts'
import { immutableConfigMap, immutableSecret } from '../../spark-pod/immutable-objects.ts'
import { addEnv, mountVolume, type SparkPod } from '../../spark-pod/spark-pod.ts'
import { clientFile, clientText, fileName } from '../client-file.ts'
import type { DriverConf } from '../driver-conf.ts'
import type { DriverStep } from '../driver-step.ts'

const KRB5_VOLUME = 'krb5-file'
const KEYTAB_MOUNT = '/mnt/secrets/kerberos-keytab'
const TOKENS_MOUNT = '/mnt/secrets/hadoop-credentials'

function requireTogether(conf: SparkConf, one: Property<string>, other: Property<string>): void {
  const [given, missing] = read(conf, one) === undefined ? [other, one] : [one, other]
  if (read(conf, given) === undefined || read(conf, missing) !== undefined) return
  throw new InvalidJobError(
    'KERBEROS_INCOMPLETE',
    `If ${given.key} is specified you must also specify ${missing.key}`,
    {
      details: { property: missing.key },
    },
  )
}

function requireComplete(conf: SparkConf): void {
  if (read(conf, KRB5_PATH) !== undefined && read(conf, KRB5_CONFIG_MAP) !== undefined) {
    const message = `Do not specify both ${KRB5_PATH.key} and ${KRB5_CONFIG_MAP.key}: one krb5.conf is enough.`
    throw new InvalidJobError('KRB5_TWICE', message, { details: { property: KRB5_PATH.key } })
  }
  requireTogether(conf, PRINCIPAL, KEYTAB)
  requireTogether(conf, TOKEN_SECRET, TOKEN_SECRET_ITEM)
}

function withKrb5(pod: SparkPod, { conf, resourceNamePrefix }: DriverConf): SparkPod {
  const path = read(conf, KRB5_PATH)
  const existing = read(conf, KRB5_CONFIG_MAP)
  if (path === undefined && existing === undefined) return pod
  const file = fileName(path ?? '')
  const configMap =
    path === undefined
      ? { name: existing ?? '' }
      : { name: `${resourceNamePrefix}-krb5-file`, items: [{ key: file, path: file }] }
  return mountVolume(pod, { name: KRB5_VOLUME, configMap }, { mountPath: '/etc/krb5.conf', subPath: 'krb5.conf' })
}

/** The keytab of the submitting side, where there is one: one in the image needs no secret. */
const uploadedKeytab = (conf: SparkConf): string | undefined => {
  const keytab = read(conf, KEYTAB)
  return keytab?.startsWith('local:') ? undefined : keytab
}

function withCredentials(pod: SparkPod, { conf, resourceNamePrefix }: DriverConf): SparkPod {
  if (uploadedKeytab(conf) !== undefined) {
    const volume = { name: 'kerberos-keytab', secret: { secretName: `${resourceNamePrefix}-kerberos-keytab` } }
    return mountVolume(pod, volume, { mountPath: KEYTAB_MOUNT })
  }
  const secretName = read(conf, TOKEN_SECRET)
  if (secretName === undefined) return pod
  const location = `${TOKENS_MOUNT}/${read(conf, TOKEN_SECRET_ITEM)}`
  const volume = { name: 'hadoop-secret', secret: { secretName } }
  return addEnv(mountVolume(pod, volume, { mountPath: TOKENS_MOUNT }), {
    name: 'HADOOP_TOKEN_FILE_LOCATION',
    value: location,
  })
}

function krb5ConfigMap({ conf, files, resourceNamePrefix }: DriverConf): KubernetesObject[] {
  const path = read(conf, KRB5_PATH)
  if (path === undefined) return []
  return [
    immutableConfigMap(`${resourceNamePrefix}-krb5-file`, { [fileName(path)]: clientText(files, KRB5_PATH.key, path) }),
  ]
}

function keytabSecret({ conf, files, resourceNamePrefix }: DriverConf): KubernetesObject[] {
  const keytab = uploadedKeytab(conf)
  if (keytab === undefined) return []
  const data = Buffer.from(clientFile(files, KEYTAB.key, keytab)).toString('base64')
  return [immutableSecret(`${resourceNamePrefix}-kerberos-keytab`, { [fileName(keytab)]: data })]
}

/**
 * What a secured Hadoop asks of the driver: a krb5.conf, and a keytab or delegation tokens. Tokens are not drawn here,
 * as spark-submit would from a KDC: the driver's keytab or a secret of tokens takes that place. Follows
 * KerberosConfDriverFeatureStep.
 * @throws InvalidJobError KRB5_TWICE, KERBEROS_INCOMPLETE, CLIENT_FILE_MISSING, CLIENT_FILE_NOT_TEXT
 */
export const kerberosConfStep: DriverStep = (driver) => {
  requireComplete(driver.conf)
  const keytab = uploadedKeytab(driver.conf)
  return {
    configurePod: (pod) => withCredentials(withKrb5(pod, driver), driver),
    resources: [...krb5ConfigMap(driver), ...keytabSecret(driver)],
    systemProperties: keytab === undefined ? {} : { [KEYTAB.key]: `${KEYTAB_MOUNT}/${fileName(keytab)}` },
  }
}
