import { LOCAL_DIRS_TMPFS } from '../../conf/catalogue/volumes.ts'
import { read } from '../../conf/property.ts'
import type { VolumeMount } from '../../ports/kubernetes-types.ts'
import type { DriverStep } from '../driver-step.ts'
import { addEnv, addMounts, addVolumes, type SparkPod } from '../spark-pod.ts'

const PREFIX = 'spark-local-dir-'

const byPath = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

const withLocalDirs = (pod: SparkPod, paths: readonly string[]): SparkPod =>
  addEnv(pod, { name: 'SPARK_LOCAL_DIRS', value: paths.toSorted(byPath).join(',') })

/**
 * Scratch space for shuffles and spills: the volumes that the user named for it (`spark-local-dir-…`), or an emptyDir
 * for every directory that SPARK_LOCAL_DIRS or `spark.local.dir` lists, or one. Follows LocalDirsFeatureStep, which
 * shuffles the directories; here they are in alphabetical order, so that the same job gives the same pod.
 */
export const localDirsStep: DriverStep = ({ conf, environment, identity }) => {
  const medium = read(conf, LOCAL_DIRS_TMPFS) ? { medium: 'Memory' } : {}
  const configured =
    environment?.SPARK_LOCAL_DIRS ?? conf.get('spark.local.dir', `/var/data/spark-${identity.localDirId}`)
  return {
    configurePod: (pod) => {
      const named = (pod.container.volumeMounts ?? []).filter(({ name }) => name.startsWith(PREFIX))
      if (named.length > 0) {
        return withLocalDirs(
          pod,
          named.map(({ mountPath }) => mountPath),
        )
      }
      const paths = configured.split(',').toSorted(byPath)
      const mounts: VolumeMount[] = paths.map((mountPath, index) => ({ name: `${PREFIX}${index + 1}`, mountPath }))
      const volumes = mounts.map(({ name }) => ({ name, emptyDir: medium }))
      return withLocalDirs(addMounts(addVolumes(pod, ...volumes), ...mounts), paths)
    },
  }
}
