import { LABELS } from '../../events/pod-event.ts'

export interface PodShape {
  readonly role: 'driver' | 'executor'
  readonly index: number
  readonly version: number
}

/** Executors of one application, as many as there are to be had. */
const EXECUTORS_OF_ONE = 100

const CREATED = '2026-01-01T00:00:00Z'
const hex = (index: number): string => index.toString(16).padStart(32, '0')

export const uidOf = ({ role, index }: Pick<PodShape, 'role' | 'index'>): string => `${role}-${hex(index)}`

/** What Spark gives a container to know, and about as long. */
const environment = Array.from({ length: 24 }, (_, n) => ({
  name: `SPARK_JAVA_OPT_${n}`,
  value: `-Dspark.some.setting.of.the.job.number.${n}=s3a://a-bucket/with/a/prefix/value-${n}`,
}))

const volumes = ['spark-conf-volume', 'spark-local-dir-1', 'kube-api-access'].map((name) => ({
  name,
  configMap: {
    name: `${name}-of-the-job`,
    defaultMode: 420,
    items: [{ key: 'spark.properties', path: 'spark.properties' }],
  },
}))

/** Who set which field: about a third of a pod's JSON. */
const managedFields = ['sparkdrop', 'kube-scheduler', 'kubelet'].map((manager) => ({
  manager,
  operation: 'Update',
  apiVersion: 'v1',
  time: CREATED,
  fieldsType: 'FieldsV1',
  fieldsV1: {
    'f:spec': Object.fromEntries(environment.map(({ name }) => [`k:{"name":"${name}"}`, { '.': {}, 'f:value': {} }])),
  },
}))

const conditions = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map(
  (type) => ({
    type,
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: CREATED,
  }),
)

/** A running pod of Spark's as an API server tells of it: eight kilobytes of JSON, of which the forwarder needs little. */
export const sparkPod = ({ role, index, version }: PodShape): object => {
  const app = role === 'driver' ? index : Math.floor(index / EXECUTORS_OF_ONE)
  const name = `spark-kubernetes-${role}`
  const restartCount = role === 'driver' ? version : 0
  const state = { running: { startedAt: CREATED } }
  const image = 'registry.example.com/team/spark:4.1.4'
  const status = { name, ready: true, started: true, restartCount, image, imageID: `${image}@sha256:${hex(1)}`, state }
  return {
    metadata: {
      name: `job-${hex(index)}-${role}`,
      namespace: 'spark-jobs',
      uid: uidOf({ role, index }),
      resourceVersion: String(version),
      creationTimestamp: CREATED,
      labels: {
        'spark-role': role,
        'spark-app-selector': `spark-${hex(app)}`,
        'spark-app-name': 'a-job-with-a-name',
        'spark-version': '4.1.4',
        [LABELS.jobId]: hex(app),
        [LABELS.attempt]: '1',
      },
      annotations: { [LABELS.specHash]: hex(app) },
      managedFields,
    },
    spec: {
      nodeName: `node-${index % 100}`,
      containers: [
        {
          name,
          image,
          env: environment,
          volumeMounts: volumes.map((it) => ({ name: it.name, mountPath: `/${it.name}` })),
        },
      ],
      volumes,
    },
    status: { phase: 'Running', conditions, podIP: '10.0.0.1', startTime: CREATED, containerStatuses: [status] },
  }
}
