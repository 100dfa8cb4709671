import { EXECUTOR_POD_TEMPLATE_FILE } from '../../conf/catalogue/executor.ts'
import { read } from '../../conf/property.ts'
import { immutableConfigMap } from '../../spark-pod/immutable-objects.ts'
import { mountVolume } from '../../spark-pod/spark-pod.ts'
import { clientText } from '../client-file.ts'
import type { DriverStep } from '../driver-step.ts'

const MOUNT_PATH = '/opt/spark/pod-template'
const FILE_NAME = 'pod-spec-template.yml'
const KEY = 'podspec-configmap-key'

/**
 * The executors' pod template, in a configmap that the driver reads it from. Follows PodTemplateConfigMapStep.
 * @throws InvalidJobError CLIENT_FILE_MISSING, CLIENT_FILE_NOT_TEXT
 */
export const executorTemplateStep: DriverStep = ({ conf, files, resourceNamePrefix }) => {
  const file = read(conf, EXECUTOR_POD_TEMPLATE_FILE)
  if (file === undefined) return {}
  const name = `${resourceNamePrefix}-driver-podspec-conf-map`
  const text = clientText(files, EXECUTOR_POD_TEMPLATE_FILE.key, file)
  const volume = { name: 'pod-template-volume', configMap: { name, items: [{ key: KEY, path: FILE_NAME }] } }
  return {
    configurePod: (pod) => mountVolume(pod, volume, { mountPath: MOUNT_PATH }),
    resources: [immutableConfigMap(name, { [KEY]: text })],
    systemProperties: { [EXECUTOR_POD_TEMPLATE_FILE.key]: `${MOUNT_PATH}/${FILE_NAME}` },
  }
}
