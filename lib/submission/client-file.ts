import { EXECUTOR_POD_TEMPLATE_FILE } from '../conf/catalogue/executor.ts'
import { KEYTAB, KRB5_PATH } from '../conf/catalogue/kerberos.ts'
import { read } from '../conf/property.ts'
import type { SparkConf } from '../conf/spark-conf.ts'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import { decodeUtf8 } from '../spark-pod/utf8.ts'
import type { ClientFiles } from './driver-submission.ts'

const CREDENTIALS = 'spark.kubernetes.authenticate.driver.'

/** The paths of the files that the driver gets as they are; a `local:` one is in its image already. */
const paths = (conf: SparkConf): readonly (string | undefined)[] => [
  ...[KRB5_PATH, KEYTAB].map((property) => read(conf, property)),
  ...['caCertFile', 'clientKeyFile', 'clientCertFile'].map((name) => conf.getOption(CREDENTIALS + name)),
]

/** The file of a path: what follows its last slash. */
export const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1)

/**
 * The paths that the caller has to read into `ClientFiles.contents`. Spark reads the executors' template on the
 * submitting side even where its URI says `local:`.
 */
export const clientFiles = (conf: SparkConf): readonly string[] =>
  [read(conf, EXECUTOR_POD_TEMPLATE_FILE), ...paths(conf).filter((path) => !path?.startsWith('local:'))].filter(
    (path) => path !== undefined,
  )

/**
 * The file that a setting names.
 * @throws InvalidJobError CLIENT_FILE_MISSING where the caller found none
 */
export function clientFile(files: ClientFiles | undefined, property: string, path: string): Uint8Array {
  const bytes = files?.contents?.get(path)
  if (bytes !== undefined) return bytes
  throw new InvalidJobError('CLIENT_FILE_MISSING', `${property}: ${path} does not exist or is not a file.`, {
    details: { property, value: path },
  })
}

/**
 * The file that a setting names, as text.
 * @throws InvalidJobError CLIENT_FILE_MISSING, CLIENT_FILE_NOT_TEXT where it is not UTF-8
 */
export const clientText = (files: ClientFiles | undefined, property: string, path: string): string =>
  utf8Text(clientFile(files, property, path), property, path)

/** The bytes as text; `name` says in the error whose they are. */
export function utf8Text(bytes: Uint8Array, property: string, name: string): string {
  const text = decodeUtf8(bytes)
  if (text !== undefined) return text
  const message = `${property}: ${name} is no UTF-8 text, so it cannot become part of a configmap.`
  throw new InvalidJobError('CLIENT_FILE_NOT_TEXT', message, { details: { property, value: name } })
}
