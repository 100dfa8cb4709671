import { DRIVER_POD_TEMPLATE_FILE } from '../../conf/catalogue/driver.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { clientFiles } from '../../submission/client-file.ts'
import type { ClientFiles } from '../../submission/driver-submission.ts'
import type { Surroundings } from '../surroundings.ts'
import { readClientFile } from './client-path.ts'
import { regularFiles, sparkConfFolder } from './conf-folder.ts'

async function podTemplate(conf: SparkConf, cwd: string): Promise<unknown> {
  const file = read(conf, DRIVER_POD_TEMPLATE_FILE)
  const bytes = file === undefined ? undefined : readClientFile(file, cwd, DRIVER_POD_TEMPLATE_FILE.key)
  if (file === undefined || bytes === undefined) return undefined
  const { parsePodTemplate } = await import('../../submission/parse-pod-template.ts')
  return parsePodTemplate(bytes.toString('utf8'), file)
}

function contents(conf: SparkConf, cwd: string): ReadonlyMap<string, Uint8Array> {
  const read = clientFiles(conf).map((path) => {
    const property = conf.entries().find(([, value]) => value === path)?.[0] ?? ''
    return [path, readClientFile(path, cwd, property)] as const
  })
  return new Map(read.flatMap(([path, bytes]) => (bytes === undefined ? [] : [[path, bytes] as const])))
}

/**
 * Everything on this machine that the driver's objects are made from.
 * @throws InvalidJobError CLIENT_FILE_UNREADABLE, INVALID_POD_TEMPLATE
 */
export async function readClientFiles(conf: SparkConf, surroundings: Surroundings): Promise<ClientFiles> {
  const { environment, cwd } = surroundings
  const driverPodTemplate = await podTemplate(conf, cwd)
  const sparkConfDir = regularFiles(sparkConfFolder(surroundings))
  const hadoopConf = environment['HADOOP_CONF_DIR']
  return {
    ...(driverPodTemplate === undefined ? {} : { driverPodTemplate }),
    ...(sparkConfDir === undefined ? {} : { sparkConfDir }),
    ...(hadoopConf ? { hadoopConfDir: regularFiles(hadoopConf) ?? [] } : {}),
    contents: contents(conf, cwd),
  }
}
