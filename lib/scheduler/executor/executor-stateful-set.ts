import { ALLOCATION_DRIVER_READINESS_TIMEOUT } from '../../conf/catalogue/allocation.ts'
import { NAMESPACE } from '../../conf/catalogue/application.ts'
import { DRIVER_POD_NAME } from '../../conf/catalogue/driver.ts'
import { read } from '../../conf/property.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import type { PersistentVolumeClaim, Pod, StatefulSet } from '../../ports/kubernetes-types.ts'
import { APP_ID_LABEL } from '../../spark-pod/bookkeeping-labels.ts'
import { ownerReference } from '../../spark-pod/owner-reference.ts'
import { PROFILE_ID_LABEL } from '../executor-pod.ts'
import type { ResourceProfile } from '../resource-profile.ts'
import { profileBuilder } from './executor-builder.ts'
import { ROLE_LABEL } from './executor-metadata.ts'
import type { SparkApplication } from './spark-application.ts'

/** What stands for an executor's id in a set's template: such executors get theirs from the name of their pod. */
const EXECUTOR_ID = 'EXECID'

/** The set's name. */
export const statefulSetName = (appId: string, { id }: ResourceProfile): string => `spark-s-${appId}-${id}`

/** A namespace in the user's template counts for nothing in a set; as in Spark it stays where it is. */
function templateNamespace({ template }: SparkApplication): { readonly namespace?: string } {
  const namespace = (template as Pod | undefined)?.metadata?.namespace
  return namespace === undefined ? {} : { namespace }
}

/** Claims made on demand become the set's own, under the names of their volumes. */
const claimTemplates = (
  claims: readonly PersistentVolumeClaim[],
  volumeNames: ReadonlyMap<string, string>,
): PersistentVolumeClaim[] =>
  claims.map((claim) => ({
    ...claim,
    metadata: { ...claim.metadata, name: volumeNames.get(claim.metadata?.name ?? '') ?? '' },
  }))

/**
 * The stateful set that keeps so many executors of a profile. Follows StatefulSetPodsAllocator, which needs a driver
 * pod.
 * @throws InvalidJobError DRIVER_POD_MISSING, and those of `executorBuilder`
 */
export function executorStatefulSet(
  application: SparkApplication,
  profile: ResourceProfile,
  replicas: number,
): StatefulSet {
  const { appId, conf, driverPod } = application
  if (driverPod === undefined) {
    const message = `Executors of a stateful set belong to a driver pod: name it by ${DRIVER_POD_NAME.key}`
    throw new InvalidJobError('DRIVER_POD_MISSING', message, { details: { property: DRIVER_POD_NAME.key } })
  }
  // It has no effect here, but a mistake in it is one in Spark.
  read(conf, ALLOCATION_DRIVER_READINESS_TIMEOUT)
  const { pod, claims } = profileBuilder(application, profile)(EXECUTOR_ID)
  const made = new Set(claims.map(({ metadata }) => metadata?.name))
  const volumes = pod.spec?.volumes ?? []
  const dynamic = volumes.filter(({ persistentVolumeClaim: claim }) => claim && made.has(claim.claimName))
  const volumeNames = new Map(dynamic.map((volume) => [volume.persistentVolumeClaim?.claimName ?? '', volume.name]))
  const spec = { containers: [], ...pod.spec, volumes: volumes.filter((volume) => !dynamic.includes(volume)) }
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {
      name: statefulSetName(appId, profile),
      namespace: read(conf, NAMESPACE),
      ownerReferences: [ownerReference(driverPod)],
    },
    spec: {
      podManagementPolicy: 'Parallel',
      replicas,
      selector: {
        matchLabels: { [APP_ID_LABEL]: appId, [ROLE_LABEL]: 'executor', [PROFILE_ID_LABEL]: String(profile.id) },
      },
      template: { metadata: { ...pod.metadata, ...templateNamespace(application) }, spec },
      ...(claims.length === 0 ? {} : { volumeClaimTemplates: claimTemplates(claims, volumeNames) }),
    },
  } as StatefulSet
}
