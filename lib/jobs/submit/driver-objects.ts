import { LABELS } from '../../../events/pod-event.ts'
import type { ConfigMap, KubernetesObject, Pod } from '../../ports/kubernetes-types.ts'
import type { Random } from '../../ports/random.ts'
import { ownedBy } from '../../spark-pod/owner-reference.ts'
import { SPARK_PROPERTIES } from '../../spark-pod/spark-conf-map.ts'
import { DRIVER_CONF_VOLUME } from '../../submission/spark-conf-volume.ts'
import type { StoredPod } from './stored-pod.ts'

/** What a job becomes on Kubernetes: the pod, and the objects that it will own, as yet without owner. */
export interface DriverSpec {
  readonly pod: Pod
  readonly resources: readonly KubernetesObject[]
}

/** The objects of one driver pod, with that pod as their owner. */
export interface OwnedObjects {
  /** What the driver's SPARK_CONF_DIR is made of: no kubelet starts the driver before this exists. */
  readonly conf: readonly KubernetesObject[]
  readonly others: readonly KubernetesObject[]
}

const DIGITS = 16

/** The name of the configmap that the pod mounts as its SPARK_CONF_DIR. */
export const confMapName = ({ spec }: Pod): string | undefined =>
  spec?.volumes?.find(({ name }) => name === DRIVER_CONF_VOLUME)?.configMap?.name

const mounting = (pod: Pod, name: string): Pod => {
  const volumes = (pod.spec?.volumes ?? []).map((volume) =>
    volume.name === DRIVER_CONF_VOLUME ? { ...volume, configMap: { ...volume.configMap, name } } : volume,
  )
  return { ...pod, spec: { ...pod.spec, containers: pod.spec?.containers ?? [], volumes } }
}

/**
 * The pod mounting its configuration from a configmap whose name nobody else has. So what another pod of this name
 * owned, and the garbage collector has not come to, cannot start it.
 */
export const withOwnConfMap = (pod: Pod, random: Random): Pod => {
  const id = Array.from({ length: DIGITS }, () => Math.floor(random.next() * 16).toString(16)).join('')
  return mounting(pod, `spark-drv-${id}-conf-map`)
}

const renamed = (object: KubernetesObject, from: string, to: string): KubernetesObject => {
  const { data } = object as ConfigMap
  // The file says in its first line which configmap it is of.
  const properties = data?.[SPARK_PROPERTIES]?.replace(from, to)
  return {
    ...object,
    metadata: { ...object.metadata, name: to },
    ...(properties === undefined ? {} : { data: { ...data, [SPARK_PROPERTIES]: properties } }),
  }
}

/** Says whose it is, so that it is found also where nothing owns it any more. */
const labelled = (object: KubernetesObject, { metadata: { labels = {} } }: StoredPod): KubernetesObject => {
  const job = labels[LABELS.jobId]
  if (job === undefined) return object
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata?.labels, [LABELS.jobId]: job } } }
}

/** The specification's objects for this pod, by the names under which it looks for them. */
export const objectsOf = (spec: DriverSpec, driver: StoredPod): OwnedObjects => {
  const from = confMapName(spec.pod) ?? ''
  const to = confMapName(driver) ?? from
  const isConf = ({ kind, metadata }: KubernetesObject): boolean => kind === 'ConfigMap' && metadata?.name === from
  const resources = spec.resources.map((object) => labelled(object, driver))
  const conf = resources.filter(isConf).map((object) => (to === from ? object : renamed(object, from, to)))
  return {
    conf: ownedBy(conf, driver),
    others: ownedBy(
      resources.filter((object) => !isConf(object)),
      driver,
    ),
  }
}
