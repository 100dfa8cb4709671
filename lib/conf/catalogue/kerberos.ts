import { textProperty } from '../property.ts'

export const KRB5_PATH = textProperty({
  key: 'spark.kubernetes.kerberos.krb5.path',
  since: '3.0.0',
  doc: 'A krb5.conf of the submitting side for driver and executors; excludes a configmap of it.',
})

export const KRB5_CONFIG_MAP = textProperty({
  key: 'spark.kubernetes.kerberos.krb5.configMapName',
  since: '3.0.0',
  doc: 'A configmap in the namespace that holds a krb5.conf for driver and executors.',
})

export const TOKEN_SECRET = textProperty({
  key: 'spark.kubernetes.kerberos.tokenSecret.name',
  since: '3.0.0',
  doc: 'A secret in the namespace that holds Hadoop delegation tokens, so that nobody has to log in.',
})

export const TOKEN_SECRET_ITEM = textProperty({
  key: 'spark.kubernetes.kerberos.tokenSecret.itemKey',
  since: '3.0.0',
  doc: 'The key of that secret under which the delegation tokens are.',
})

export const KEYTAB = textProperty({
  key: 'spark.kerberos.keytab',
  aliases: ['spark.yarn.keytab'],
  since: '3.0.0',
  doc: 'A keytab with which the driver logs in: of the submitting side, or by `local:` one in the image.',
})

export const PRINCIPAL = textProperty({
  key: 'spark.kerberos.principal',
  aliases: ['spark.yarn.principal'],
  since: '3.0.0',
  doc: 'The principal that the keytab is for.',
})
