import { DRIVER_POD_TEMPLATE_FILE } from '../../conf/catalogue/driver.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { clientFiles } from '../../submission/client-file.ts'
import type { ClientFiles } from '../../submission/driver-submission.ts'
import type { Surroundings } from '../surroundings.ts'
import { regularFiles, sparkConfFolder } from './conf-folder.ts'
import { readFileAnywhere } from './remote-file.ts'

async function podTemplate(conf: SparkConf, surroundings: Surroundings): Promise<unknown> {
  const property = DRIVER_POD_TEMPLATE_FILE
  const file = read(conf, property)
  const bytes = file === undefined ? undefined : await readFileAnywhere(file, property.key, conf, surroundings)
  if (file === undefined || bytes === undefined) return undefined
  const { parsePodTemplate } = await import('../../spark-pod/template/parse-pod-template.ts')
  return parsePodTemplate(bytes, file, property.key)
}

async function contents(conf: SparkConf, surroundings: Surroundings): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = clientFiles(conf).map(async (path) => {
    const property = conf.entries().find(([, value]) => value === path)?.[0] ?? ''
    return [path, await readFileAnywhere(path, property, conf, surroundings)] as const
  })
  return new Map((await Promise.all(files)).flatMap(([path, bytes]) => (bytes === undefined ? [] : [[path, bytes]])))
}

/**
 * Everything that the driver's objects are made from, besides the conf.
 * @throws InvalidJobError CLIENT_FILE_UNREADABLE, INVALID_POD_TEMPLATE
 */
export async function readClientFiles(conf: SparkConf, surroundings: Surroundings): Promise<ClientFiles> {
  const { environment } = surroundings
  const driverPodTemplate = await podTemplate(conf, surroundings)
  const sparkConfDir = regularFiles(sparkConfFolder(surroundings))
  const hadoopConf = environment['HADOOP_CONF_DIR']
  return {
    ...(driverPodTemplate === undefined ? {} : { driverPodTemplate }),
    ...(sparkConfDir === undefined ? {} : { sparkConfDir }),
    ...(hadoopConf ? { hadoopConfDir: regularFiles(hadoopConf) ?? [] } : {}),
    contents: await contents(conf, surroundings),
  }
}
