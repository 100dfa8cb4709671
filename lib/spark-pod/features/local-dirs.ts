import { LOCAL_DIRS_TMPFS } from '../../conf/catalogue/volumes.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import type { VolumeMount } from '../../ports/kubernetes-types.ts'
import { addEnv, addMounts, addVolumes, type SparkPod } from '../spark-pod.ts'

const PREFIX = 'spark-local-dir-'

const byPath = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)

/** As Java splits: what is empty at the end is none, and commas alone name nothing. */
const directories = (list: string): readonly string[] => (/^,+$/.test(list) ? [] : list.replace(/,+$/, '').split(','))

const withLocalDirs = (pod: SparkPod, paths: readonly string[]): SparkPod =>
  addEnv(pod, { name: 'SPARK_LOCAL_DIRS', value: paths.toSorted(byPath).join(',') })

/**
 * Scratch space for shuffles and spills: the volumes that the user named for it (`spark-local-dir-…`), or an emptyDir
 * for every directory that SPARK_LOCAL_DIRS or `spark.local.dir` lists, or one. Follows LocalDirsFeatureStep, which
 * shuffles the directories; here they are in alphabetical order, so that the same job gives the same pod.
 *
 * @param configured SPARK_LOCAL_DIRS of whoever builds the pod
 * @returns a function of the pod and of the id that its own directory is named by
 */
export function localDirs(
  conf: SparkConf,
  configured: string | undefined,
): (pod: SparkPod, directoryId: string) => SparkPod {
  const medium = read(conf, LOCAL_DIRS_TMPFS) ? { medium: 'Memory' } : {}
  const fixed = configured ?? conf.getOption('spark.local.dir')
  return (pod, directoryId) => {
    const named = (pod.container.volumeMounts ?? []).filter(({ name }) => name.startsWith(PREFIX))
    if (named.length > 0) {
      return withLocalDirs(
        pod,
        named.map(({ mountPath }) => mountPath),
      )
    }
    const paths = directories(fixed ?? `/var/data/spark-${directoryId}`).toSorted(byPath)
    const mounts: VolumeMount[] = paths.map((mountPath, index) => ({ name: `${PREFIX}${index + 1}`, mountPath }))
    const volumes = mounts.map(({ name }) => ({ name, emptyDir: medium }))
    return withLocalDirs(addMounts(addVolumes(pod, ...volumes), ...mounts), paths)
  }
}
