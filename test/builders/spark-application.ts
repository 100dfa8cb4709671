import { SparkConf } from '../../lib/conf/spark-conf.ts'
import type { Container, EnvVar, Pod } from '../../lib/ports/kubernetes-types.ts'
import { executorBuilder } from '../../lib/scheduler/executor/executor-builder.ts'
import type { SparkApplication } from '../../lib/scheduler/executor/spark-application.ts'
import { DEFAULT_PROFILE, type ResourceProfile } from '../../lib/scheduler/resource-profile.ts'

type Settings = Readonly<Record<string, string>>

/** An application whose executors are called `etl-exec-1` and on. */
export const sparkApplication = (
  settings: Settings = {},
  overrides: Partial<SparkApplication> = {},
): SparkApplication => ({
  appId: 'spark-1',
  sparkVersion: '4.1.4',
  sparkUser: 'tester',
  conf: SparkConf.of({
    'spark.app.name': 'Etl',
    'spark.driver.host': 'etl-svc.default.svc',
    'spark.kubernetes.container.image': 'spark:4.1.4',
    'spark.kubernetes.executor.podNamePrefix': 'etl',
    ...settings,
  }),
  ...overrides,
})

/** A driver pod as the API server knows it. */
export const knownDriver: Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'etl-driver', namespace: 'default', uid: 'u-1' },
  spec: { containers: [] },
}

/** The pod of one executor of such an application. */
export const executorPod = (
  settings: Settings = {},
  overrides: Partial<SparkApplication> = {},
  profile: ResourceProfile = DEFAULT_PROFILE,
): Pod => executorBuilder(sparkApplication(settings, overrides))(7, profile).pod

/** The container that runs Spark. */
export const executorContainer = ({ spec }: Pod): Container => {
  const container = spec?.containers.at(-1)
  if (container === undefined) throw new Error('the pod has no container')
  return container
}

/** A variable of that container, where it has one of this name. */
export const variable = (pod: Pod, name: string): EnvVar | undefined =>
  executorContainer(pod).env?.findLast((one) => one.name === name)
