import { SparkConf } from '../../lib/conf/spark-conf.ts'
import type { ConfigMap, Container, KubernetesObject, Service } from '../../lib/ports/kubernetes-types.ts'
import { buildDriver } from '../../lib/submission/driver-builder.ts'
import { deriveIdentity } from '../../lib/submission/driver-identity.ts'
import type { DriverObjects, DriverSubmission } from '../../lib/submission/driver-submission.ts'

/** A submission of a jar that is in the image, with these settings on top. */
export const driverSubmission = (
  settings: Readonly<Record<string, string>> = {},
  overrides: Partial<DriverSubmission> = {},
): DriverSubmission => ({
  conf: SparkConf.of({
    'spark.app.name': 'pi',
    'spark.master': 'k8s://https://kubernetes.example:6443',
    'spark.kubernetes.container.image': 'spark:4.1.4',
    ...settings,
  }),
  main: { kind: 'java', uri: 'local:///opt/app.jar' },
  mainClass: 'com.example.Main',
  args: [],
  identity: deriveIdentity('test'),
  sparkUser: 'alice',
  sparkVersion: '4.1.4',
  submitTime: 1_700_000_000_000,
  ...overrides,
})

export const built = (
  settings?: Readonly<Record<string, string>>,
  overrides?: Partial<DriverSubmission>,
): DriverObjects => buildDriver(driverSubmission(settings, overrides))

/** The container that the driver runs in: always the last. */
export const driverContainer = ({ pod }: DriverObjects): Container => {
  const container = pod.spec?.containers.at(-1)
  if (container === undefined) throw new Error('the pod has no container')
  return container
}

export const resourcesOf = ({ resources }: DriverObjects, kind: string): readonly KubernetesObject[] =>
  resources.filter((resource) => resource.kind === kind)

export const serviceOf = (objects: DriverObjects): Service => resourcesOf(objects, 'Service')[0] as Service

export const configMapsOf = (objects: DriverObjects): readonly ConfigMap[] =>
  resourcesOf(objects, 'ConfigMap') as readonly ConfigMap[]
