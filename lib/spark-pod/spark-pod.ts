import type { Container, EnvVar, Pod, PodSpec, Volume, VolumeMount } from '../ports/kubernetes-types.ts'

/** A pod in the making: Spark keeps the container that it works on apart from the pod's others until the end. */
export interface SparkPod {
  readonly pod: Pod
  readonly container: Container
}

export const emptySparkPod: SparkPod = {
  pod: { apiVersion: 'v1', kind: 'Pod', metadata: {}, spec: { containers: [] } },
  container: { name: '' },
}

export const editContainer = (sparkPod: SparkPod, changes: Partial<Container>): SparkPod => ({
  ...sparkPod,
  container: { ...sparkPod.container, ...changes },
})

export const editSpec = ({ pod, container }: SparkPod, changes: Partial<PodSpec>): SparkPod => ({
  pod: { ...pod, spec: { containers: [], ...pod.spec, ...changes } },
  container,
})

export const addEnv = (sparkPod: SparkPod, ...env: EnvVar[]): SparkPod =>
  editContainer(sparkPod, { env: [...(sparkPod.container.env ?? []), ...env] })

export const addMounts = (sparkPod: SparkPod, ...mounts: VolumeMount[]): SparkPod =>
  editContainer(sparkPod, { volumeMounts: [...(sparkPod.container.volumeMounts ?? []), ...mounts] })

export const addVolumes = (sparkPod: SparkPod, ...volumes: Volume[]): SparkPod =>
  editSpec(sparkPod, { volumes: [...(sparkPod.pod.spec?.volumes ?? []), ...volumes] })

/** The pod under this service account, where there is one; both names of the field, as Spark sends it. */
export const withServiceAccount = (pod: SparkPod, name: string | undefined): SparkPod =>
  name === undefined ? pod : editSpec(pod, { serviceAccount: name, serviceAccountName: name })

/** The volume, and where the container sees it. */
export const mountVolume = (sparkPod: SparkPod, volume: Volume, mount: Omit<VolumeMount, 'name'>): SparkPod =>
  addMounts(addVolumes(sparkPod, volume), { name: volume.name, ...mount })

/** Name and value pairs as environment variables, in their order. */
export const envVars = (values: Iterable<readonly [string, string]>): EnvVar[] =>
  Array.from(values, ([name, value]) => ({ name, value }))

/** The pod as it is sent: the worked-on container comes after all others. */
export const assemble = ({ pod, container }: SparkPod): Pod => ({
  ...pod,
  spec: { ...pod.spec, containers: [...(pod.spec?.containers ?? []), container] },
})
