import { matchesAny } from './glob.ts'

/** Properties that belong to the platform, why, and what a job's sender can do instead. */
export interface OwnedProperties {
  readonly keys: readonly string[]
  readonly why: string
  readonly instead: string
}

const LEAVE_OUT = 'leave it out'
const DEFAULTS = "the platform sets it in the stack's sparkDefaults, or in the tenant's conf"

/** By labels and annotations of these domains batch schedulers know a pod's queue, application, group and place. */
const BATCH_SCHEDULERS = ['kueue.x-k8s.io', 'yunikorn.apache.org', 'scheduling.k8s.io', '*volcano.sh']

/** Order counts: the first entry that matches explains the refusal. */
export const PLATFORM_OWNED: readonly OwnedProperties[] = [
  {
    keys: ['spark.master', 'spark.submit.deployMode', 'spark.remote', 'spark.local.connect', 'spark.api.mode'],
    why: "where a job is submitted is the platform's",
    instead: LEAVE_OUT,
  },
  {
    keys: ['spark.kubernetes.namespace'],
    why: 'the namespace follows from where the job comes from',
    instead: 'name it in the request, or drop the file into its folder',
  },
  {
    keys: ['spark.kubernetes.file.upload.path'],
    why: 'staged files lie where the platform has a place for the namespace',
    instead: LEAVE_OUT,
  },
  {
    keys: ['sparkdrop.**', 'spark.sparkdrop.**'],
    why: 'it steers sparkdrop itself',
    instead: DEFAULTS,
  },
  {
    keys: ['spark.app.id', 'spark.app.submitTime', 'spark.app.startTime', 'spark.app.attempt.id'],
    why: "a job's ids are derived, so that it runs once",
    instead: LEAVE_OUT,
  },
  {
    keys: [
      'spark.kubernetes.driver.master',
      'spark.kubernetes.context',
      'spark.kubernetes.trust.certificates',
      'spark.kubernetes.authenticate.**',
    ],
    why: "which API server a job talks to, and as whom, is the platform's",
    instead: LEAVE_OUT,
  },
  {
    keys: [
      'spark.kubernetes.driver.pod.name',
      'spark.kubernetes.driver.resourceNamePrefix',
      'spark.kubernetes.executor.podNamePrefix',
    ],
    why: 'the names of pods are derived from the job, so that it runs once',
    instead: "set the request's name, or spark.app.name",
  },
  {
    keys: ['driver', 'executor'].flatMap((role) => [
      `spark.kubernetes.${role}.label.spark-*`,
      `spark.kubernetes.${role}.label.sparkdrop.dev/**`,
      `spark.kubernetes.${role}.label.queue`,
      `spark.kubernetes.${role}.label.applicationId`,
      `spark.kubernetes.${role}.annotation.sparkdrop.dev/**`,
      ...BATCH_SCHEDULERS.flatMap((domain) => [
        `spark.kubernetes.${role}.label.${domain}/**`,
        `spark.kubernetes.${role}.annotation.${domain}/**`,
      ]),
    ]),
    why: 'by this label the platform or a batch scheduler knows whose pod it is',
    instead: 'use a label of another name',
  },
  {
    keys: ['spark.kubernetes.driver.service.label.**', 'spark.kubernetes.driver.service.annotation.**'],
    why: 'something in the cluster, such as its DNS, may act on the labels and annotations of services',
    instead: LEAVE_OUT,
  },
  {
    keys: ['spark.kubernetes.*.podTemplateFile', 'spark.kubernetes.*.podTemplateContainerName'],
    why: 'a pod template can ask for anything that a pod can have',
    instead: 'use the properties for what the pod needs, or have the platform set a template',
  },
  {
    keys: ['spark.kubernetes.*.pod.featureSteps', 'spark.kubernetes.*.pod.excludedFeatureSteps'],
    why: 'feature steps can change the pod in every way',
    instead: LEAVE_OUT,
  },
  {
    keys: ['spark.kubernetes.allocation.pods.allocator', 'spark.kubernetes.allocation.batch.*'],
    why: "how executors are asked for is the platform's, for the sake of the API server",
    instead: LEAVE_OUT,
  },
  {
    keys: [
      'spark.kubernetes.executor.apiPollingInterval',
      'spark.kubernetes.executor.enable*',
      'spark.kubernetes.executor.eventProcessingInterval',
    ],
    why: "how often the driver asks the API server is the platform's",
    instead: LEAVE_OUT,
  },
  {
    keys: [
      'spark.kubernetes.scheduler.name',
      'spark.kubernetes.driver.scheduler.name',
      'spark.kubernetes.executor.scheduler.name',
      'spark.kubernetes.scheduler.**',
    ],
    why: "which scheduler places the pods is the platform's",
    instead: "use the request's batchScheduler",
  },
  {
    keys: [
      'spark.kubernetes.node.selector.**',
      'spark.kubernetes.driver.node.selector.**',
      'spark.kubernetes.executor.node.selector.**',
    ],
    why: "which nodes a tenant's pods run on is the platform's",
    instead: 'have the policy unlock this label',
  },
  {
    keys: [
      'spark.kubernetes.driver.secrets.**',
      'spark.kubernetes.executor.secrets.**',
      'spark.kubernetes.driver.secretKeyRef.**',
      'spark.kubernetes.executor.secretKeyRef.**',
      'spark.kubernetes.container.image.pullSecrets',
    ],
    why: "a namespace's secrets are not for every job in it",
    instead: 'have the policy unlock this secret',
  },
  {
    keys: ['spark.kubernetes.hadoop.**', 'spark.kubernetes.kerberos.**', 'spark.kerberos.**'],
    why: "whom a job is to Hadoop is the platform's",
    instead: DEFAULTS,
  },
  {
    keys: ['spark.kubernetes.configMap.**', 'spark.kubernetes.resource.type', 'spark.kubernetes.submitInDriver'],
    why: 'only the submitter sets it',
    instead: LEAVE_OUT,
  },
  {
    keys: [
      'spark.kubernetes.decommission.script',
      'spark.driver.resource.**',
      'spark.executor.resource.**',
      'spark.task.resource.**',
      'spark.driver.resourcesFile',
    ],
    why: "devices, and scripts that the kubelet or Spark runs beside the job, are the platform's",
    instead: 'have the policy unlock it',
  },
  {
    keys: [
      'spark.driver.extraClassPath',
      'spark.driver.extraLibraryPath',
      'spark.executor.extraClassPath',
      'spark.executor.extraLibraryPath',
      'spark.driver.defaultJavaOptions',
      'spark.executor.defaultJavaOptions',
      'spark.jars.ivy',
      'spark.jars.ivySettings',
    ],
    why: "it puts something before the image's own software, or in place of it",
    instead: 'name the file in spark.jars, or an option in extraJavaOptions',
  },
  {
    keys: ['spark.driver.host', 'spark.driver.bindAddress'],
    why: "in cluster mode it is always the driver's service and pod",
    instead: LEAVE_OUT,
  },
  {
    keys: [
      'spark.plugins',
      'spark.extraListeners',
      'spark.sql.queryExecutionListeners',
      'spark.sql.streaming.streamingQueryListeners',
      'spark.eventLog.**',
      'spark.metrics.**',
    ],
    why: "the platform's own listeners, metrics and event logs would be replaced by it",
    instead: 'register a listener in the code, which adds one',
  },
  {
    keys: [
      'spark.authenticate',
      'spark.authenticate.**',
      'spark.network.crypto.**',
      'spark.io.encryption.**',
      'spark.ssl.**',
      'spark.acls.**',
      'spark.admin.**',
      'spark.modify.**',
      'spark.redaction.**',
      'spark.sql.redaction.**',
      'spark.user.groups.**',
    ],
    why: "how a job is guarded is the platform's",
    instead: LEAVE_OUT,
  },
  {
    keys: [
      ...['access.key', 'secret.key', 'session.token', 'assumed.role.**', 'endpoint**', 'proxy.**', 'security.**'],
      ...['aws.credentials.**', 'encryption.**', 'server-side-encryption**', 'delegation.**', 'bucket.**'],
      ...['custom.signers', '**signing-algorithm', 's3.client.factory.impl'],
    ]
      .map((name) => `spark.hadoop.fs.s3a.${name}`)
      .concat(
        ...['fs.s3.**', 'fs.s3n.**', 'fs.defaultFS', 'fs.*.impl', 'fs.azure.**', 'fs.gs.**', 'google.**', 'aws.**'].map(
          (name) => `spark.hadoop.${name}`,
        ),
        ...['spark.hadoop.hadoop.**', 'spark.hadoop.dfs.**', 'spark.hadoop.hive.metastore.**'],
      ),
    why: "credentials, endpoints and file systems are the platform's: the job's role says what it may read",
    instead: LEAVE_OUT,
  },
  {
    keys: ['spark.sql.hive.metastore.jars', 'spark.sql.hive.metastore.jars.**', 'spark.sql.maven.**'],
    why: 'drivers fetch software only from where the policy lets them',
    instead: 'name the jars in spark.jars',
  },
  {
    keys: ['spark.streaming.dynamicAllocation.**', 'spark.storage.decommission.fallbackStorage.path'],
    why: 'it reaches beyond what the limits are counted by',
    instead: LEAVE_OUT,
  },
]

/** Why the platform keeps a property to itself, or undefined where it does not. */
export const ownedBy = (key: string): OwnedProperties | undefined =>
  PLATFORM_OWNED.find(({ keys }) => matchesAny(keys, key))
