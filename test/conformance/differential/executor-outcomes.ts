import { userInfo } from 'node:os'
import { PODS_ALLOCATOR } from '../../../lib/conf/catalogue/allocation.ts'
import { NAMESPACE } from '../../../lib/conf/catalogue/application.ts'
import { DRIVER_POD_NAME } from '../../../lib/conf/catalogue/driver.ts'
import { EXECUTOR_DISABLE_CONFIG_MAP, EXECUTOR_POD_TEMPLATE_FILE } from '../../../lib/conf/catalogue/executor.ts'
import { settingsOrder } from '../../../lib/conf/jvm-order.ts'
import { read } from '../../../lib/conf/property.ts'
import { withSparkReferences } from '../../../lib/conf/references.ts'
import { SparkConf } from '../../../lib/conf/spark-conf.ts'
import type { KubernetesObject } from '../../../lib/ports/kubernetes-types.ts'
import { executorBuilder } from '../../../lib/scheduler/executor/executor-builder.ts'
import { executorConfMap } from '../../../lib/scheduler/executor/executor-conf-map.ts'
import { executorStatefulSet } from '../../../lib/scheduler/executor/executor-stateful-set.ts'
import type { SparkApplication } from '../../../lib/scheduler/executor/spark-application.ts'
import { DEFAULT_PROFILE } from '../../../lib/scheduler/resource-profile.ts'
import { schedulerSettings } from '../../../lib/scheduler/scheduler-settings.ts'
import { ownedBy } from '../../../lib/spark-pod/owner-reference.ts'
import { SPARK_VERSION } from '../../../lib/spark-pod/spark-version.ts'
import { parsePodTemplate } from '../../../lib/spark-pod/template/parse-pod-template.ts'
import { knownDriver } from '../../builders/spark-application.ts'
import type { RecordedRequest } from '../oracle.ts'
import type { ExecutorCase } from './executor-cases.ts'
import { objectDifferences } from './same-objects.ts'

/** What came of a case with Spark. */
export interface SparkOutcome {
  readonly objects?: readonly Created[]
  /** The one that driver and executors share, where they do. */
  readonly secret?: string
  readonly error?: string
  /** Why the driver would not even begin. */
  readonly driverError?: string
}

interface Created {
  readonly path: string
  readonly body: KubernetesObject
}

const COLLECTIONS: Readonly<Record<string, readonly [string, string]>> = {
  Pod: ['/api/v1', 'pods'],
  PersistentVolumeClaim: ['/api/v1', 'persistentvolumeclaims'],
  StatefulSet: ['/apis/apps/v1', 'statefulsets'],
}

function applicationOf(one: ExecutorCase, conf: SparkConf, secret: string | undefined): SparkApplication {
  const file = read(conf, EXECUTOR_POD_TEMPLATE_FILE)
  const { key } = EXECUTOR_POD_TEMPLATE_FILE
  return {
    appId: one.appId,
    conf,
    sparkVersion: SPARK_VERSION,
    sparkUser: userInfo().username,
    ...(read(conf, DRIVER_POD_NAME) === undefined ? {} : { driverPod: knownDriver }),
    ...(secret === undefined ? {} : { secretEnv: new Map([['_SPARK_AUTH_SECRET', secret]]) }),
    ...(one.localDirs === undefined ? {} : { localDirs: one.localDirs }),
    ...(file === undefined ? {} : { template: parsePodTemplate(one.template ?? '', file, key) }),
  }
}

function objectsOf(one: ExecutorCase, conf: SparkConf, secret: string | undefined): readonly KubernetesObject[] {
  const application = applicationOf(one, conf, secret)
  if (!read(conf, EXECUTOR_DISABLE_CONFIG_MAP)) executorConfMap(application, [])
  const profile = one.profile ?? DEFAULT_PROFILE
  if (read(conf, PODS_ALLOCATOR) === 'statefulset') return [executorStatefulSet(application, profile, 1)]
  const { claims: settings } = schedulerSettings(conf)
  const { pod, claims } = executorBuilder(application)(one.executorId, profile)
  const itself = { ...pod, metadata: { ...pod.metadata, uid: `uid-of-${pod.metadata?.name}` } }
  return [pod, ...ownedBy(claims, (settings.ownedByDriver ? application.driverPod : undefined) ?? itself)]
}

/** What this project creates for the case. @throws InvalidJobError for what it refuses */
export function createdHere(one: ExecutorCase, secret: string | undefined): readonly Created[] {
  const conf = withSparkReferences(SparkConf.of(settingsOrder(Object.entries(one.conf))))
  return objectsOf(one, conf, secret).map((body) => {
    const [version, plural] = COLLECTIONS[body.kind ?? ''] ?? []
    return { path: `${version}/namespaces/${read(conf, NAMESPACE)}/${plural}`, body }
  })
}

/** The objects without the names that Spark draws at random, each under its own path. */
const requests = (objects: readonly Created[]): readonly RecordedRequest[] =>
  (
    JSON.parse(
      JSON.stringify(objects)
        .replaceAll(/spark-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'spark-UUID')
        .replaceAll(/spark-exec-[0-9a-f]{16}-conf-map/g, 'spark-exec-RANDOM-conf-map')
        .replaceAll(/(?<=["-])(x[0-9a-f]{15}|[0-9a-f]{16})(?=-exec-)/g, 'RANDOM'),
    ) as readonly Created[]
  ).map(({ path, body }) => ({ method: 'POST', path: `${path}/${body.metadata?.name}`, body }))

/** Where the objects differ, a line each. */
export const executorDifferences = (theirs: readonly Created[], ours: readonly Created[]): readonly string[] =>
  objectDifferences(requests(theirs), requests(ours))
