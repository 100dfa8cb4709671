import { HADOOP_CONFIG_MAP } from '../../conf/catalogue/configuration-files.ts'
import { read } from '../../conf/property.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { EXECUTOR_HADOOP_CONFIG_MAP, mountHadoopConf } from '../../spark-pod/features/hadoop-conf.ts'
import { immutableConfigMap } from '../../spark-pod/immutable-objects.ts'
import type { NamedFile } from '../../spark-pod/named-file.ts'
import { utf8Text } from '../client-file.ts'
import type { DriverStep, StepResult } from '../driver-step.ts'

/** Executors find the configmap by this setting of the driver. */
const result = (configMap: string, items: readonly { key: string; path: string }[]): StepResult => ({
  configurePod: (pod) =>
    mountHadoopConf(pod, { name: configMap, ...(items.length === 0 ? {} : { items: [...items] }) }),
  systemProperties: { [EXECUTOR_HADOOP_CONFIG_MAP]: configMap },
})

function fromDirectory(name: string, files: readonly NamedFile[]): StepResult {
  const data = Object.fromEntries(files.map((file) => [file.name, utf8Text(file.bytes, 'HADOOP_CONF_DIR', file.name)]))
  return {
    ...result(
      name,
      files.map((file) => ({ key: file.name, path: file.name })),
    ),
    resources: [immutableConfigMap(name, data)],
  }
}

/**
 * The Hadoop configuration of driver and executors: the files of the submitting side's HADOOP_CONF_DIR in a configmap,
 * or a configmap that is there already. Follows HadoopConfDriverFeatureStep.
 * @throws InvalidJobError HADOOP_CONF_TWICE, CLIENT_FILE_NOT_TEXT
 */
export const hadoopConfStep: DriverStep = ({ conf, files, resourceNamePrefix }) => {
  const existing = read(conf, HADOOP_CONFIG_MAP)
  const directory = files?.hadoopConfDir
  if (existing !== undefined && directory !== undefined) {
    throw new InvalidJobError(
      'HADOOP_CONF_TWICE',
      `Do not specify both the HADOOP_CONF_DIR in your ENV and ${HADOOP_CONFIG_MAP.key}: unset one of them.`,
      { details: { property: HADOOP_CONFIG_MAP.key, value: existing } },
    )
  }
  if (existing !== undefined) return result(existing, [])
  return directory === undefined ? {} : fromDirectory(`${resourceNamePrefix}-hadoop-config`, directory)
}
