import { join } from 'node:path'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { readClientFile } from '../submit/client-path.ts'
import { sparkConfFolder } from '../submit/conf-folder.ts'
import type { Surroundings } from '../surroundings.ts'
import { parseHadoopXml } from './hadoop-xml.ts'

/** A setting of Hadoop's by its name, without the spaces around its value; undefined where it is not set, or empty. */
export type HadoopSettings = (name: string) => string | undefined

type Environment = Surroundings['environment']

/** How often `${name}` may stand for what holds another one, as in Hadoop's Configuration. */
const MOST_SUBSTITUTIONS = 20

/** Where Spark's scripts have core-site.xml on the class path: the first one found is read, and no other. */
function coreSite(surroundings: Pick<Surroundings, 'environment' | 'cwd'>): ReadonlyMap<string, string> {
  const { HADOOP_CONF_DIR, YARN_CONF_DIR } = surroundings.environment
  for (const folder of [sparkConfFolder(surroundings), HADOOP_CONF_DIR, YARN_CONF_DIR]) {
    const file = folder ? join(folder, 'core-site.xml') : undefined
    const bytes = file === undefined ? undefined : readClientFile(file, surroundings.cwd, 'core-site.xml')
    if (file !== undefined && bytes !== undefined) return parseHadoopXml(bytes.toString('utf8'), file)
  }
  return new Map()
}

/** What Spark takes from the environment, as SparkHadoopUtil does: it goes before the file. */
function fromEnvironment(
  conf: SparkConf,
  environment: Environment,
): readonly (readonly [string, string | undefined])[] {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_ENDPOINT_URL } = environment
  // A token goes with the keys that it was made for.
  const hasKeys = AWS_ACCESS_KEY_ID && AWS_SECRET_ACCESS_KEY && !conf.contains('spark.hadoop.fs.s3a.access.key')
  return [
    ...(hasKeys
      ? ([
          ['fs.s3a.access.key', AWS_ACCESS_KEY_ID],
          ['fs.s3a.secret.key', AWS_SECRET_ACCESS_KEY],
          ['fs.s3a.session.token', AWS_SESSION_TOKEN],
        ] as const)
      : []),
    ['fs.s3a.endpoint', environment['AWS_ENDPOINT_URL_S3'] ?? AWS_ENDPOINT_URL],
  ]
}

/** `${env.NAME}`, `${env.NAME:-default}`, `${other.setting}`. */
function substituted(text: string, settings: ReadonlyMap<string, string>, environment: Environment): string {
  let result = text
  for (let round = 0; round < MOST_SUBSTITUTIONS; round++) {
    const next = result.replace(/\$\{([^}$\s]+)\}/, (written, name: string) => {
      const [, variable, fallback] = /^env\.([^:-]+)(?::?-(.*))?$/s.exec(name) ?? []
      return (variable === undefined ? settings.get(name) : (environment[variable] ?? fallback)) ?? written
    })
    if (next === result) return result
    result = next
  }
  return result
}

/**
 * Hadoop's settings as a submission by Spark has them: `spark.hadoop.*` before the environment before core-site.xml.
 *
 * @throws InvalidJobError INVALID_HADOOP_CONFIGURATION, CLIENT_FILE_UNREADABLE
 */
export function hadoopSettings(
  conf: SparkConf,
  surroundings: Pick<Surroundings, 'environment' | 'cwd'>,
): HadoopSettings {
  const { environment } = surroundings
  const set = fromEnvironment(conf, environment).flatMap(([name, value]) => (value ? [[name, value] as const] : []))
  const settings = new Map([...coreSite(surroundings), ...set, ...conf.getAllWithPrefix('spark.hadoop.')])
  return (name) => {
    const text = settings.get(name)
    return text === undefined ? undefined : substituted(text, settings, environment).trim() || undefined
  }
}
