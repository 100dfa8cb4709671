import type { SparkConf } from '../../conf/spark-conf.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { bearer, type ClusterConnection, fixedCredentials } from '../../kubernetes/cluster-connection.ts'
import { readClientFile } from '../submit/client-path.ts'

const PREFIX = 'spark.kubernetes.authenticate.submission.'

/** What the settings of the submitting client say by themselves, whatever a kubeconfig says. */
export type ConfiguredAccess = Pick<ClusterConnection, 'certificateAuthority'> & {
  readonly credentials?: ClusterConnection['credentials']
}

function fileOf(conf: SparkConf, name: string, cwd: string): string | undefined {
  const property = PREFIX + name
  const path = conf.getOption(property)
  if (path === undefined) return undefined
  const bytes = readClientFile(path, cwd, property)
  if (bytes !== undefined) return bytes.toString('utf8')
  throw new InvalidJobError('CLIENT_FILE_MISSING', `${property}: ${path} does not exist or is not a file`, {
    details: { property, value: path },
  })
}

function tokenOf(conf: SparkConf, cwd: string): string | undefined {
  const token = conf.getOption(`${PREFIX}oauthToken`)
  const file = fileOf(conf, 'oauthTokenFile', cwd)
  if (token === undefined || file === undefined) return token ?? file?.trim()
  throw new InvalidJobError(
    'TOKEN_TWICE',
    `Cannot specify OAuth token through both a file ${PREFIX}oauthTokenFile and a value ${PREFIX}oauthToken: leave one out`,
    { details: { property: `${PREFIX}oauthTokenFile` } },
  )
}

/**
 * The credentials of `spark.kubernetes.authenticate.submission.*`. Follows
 * SparkKubernetesClientFactory.createKubernetesClient.
 *
 * @throws InvalidJobError TOKEN_TWICE, CLIENT_KEY_OR_CERTIFICATE_MISSING, CLIENT_FILE_MISSING
 */
export function configuredAccess(conf: SparkConf, cwd: string): ConfiguredAccess {
  const certificateAuthority = fileOf(conf, 'caCertFile', cwd)
  const clientKey = fileOf(conf, 'clientKeyFile', cwd)
  const clientCertificate = fileOf(conf, 'clientCertFile', cwd)
  const token = tokenOf(conf, cwd)
  if ((clientKey === undefined) !== (clientCertificate === undefined)) {
    const absent = `${PREFIX}${clientKey === undefined ? 'clientKeyFile' : 'clientCertFile'}`
    throw new InvalidJobError(
      'CLIENT_KEY_OR_CERTIFICATE_MISSING',
      `a client certificate takes its key: set ${absent} too`,
      {
        details: { property: absent },
      },
    )
  }
  const certificate = clientKey === undefined || clientCertificate === undefined ? {} : { clientKey, clientCertificate }
  const given = token !== undefined || clientKey !== undefined
  return {
    ...(certificateAuthority === undefined ? {} : { certificateAuthority }),
    ...(given
      ? {
          credentials: fixedCredentials({ ...(token === undefined ? { headers: {} } : bearer(token)), ...certificate }),
        }
      : {}),
  }
}
