import * as fc from 'fast-check'
import { ALL_PROPERTIES } from '../../../lib/conf/catalogue/all-properties.ts'
import type { Property } from '../../../lib/conf/property.ts'
import {
  decimal,
  devices,
  family,
  fitting,
  name,
  oddText,
  type Setting,
  size,
  text,
  volumes,
  wholeNumber,
} from './generated-settings.ts'
import { type SubmissionPart, settings, words } from './submission-part.ts'

/** What other parts have, with all that it needs; and what would wait, or names a file. */
const LEFT_OUT: ReadonlySet<string> = new Set(
  words(`
    spark.submit.deployMode spark.kubernetes.submission.waitAppCompletion spark.kubernetes.context
    spark.kubernetes.driver.podTemplateFile spark.kubernetes.executor.podTemplateFile spark.driver.bindAddress
    spark.kubernetes.driver.pod.featureSteps spark.kubernetes.file.upload.path spark.kubernetes.namespace
    spark.kerberos.keytab spark.kerberos.principal spark.kubernetes.driver.pod.name
    spark.kubernetes.kerberos.krb5.path spark.kubernetes.kerberos.krb5.configMapName
    spark.kubernetes.kerberos.tokenSecret.name spark.kubernetes.kerberos.tokenSecret.itemKey
    spark.kubernetes.driver.request.cores spark.kubernetes.driver.limit.cores
    spark.jars spark.files spark.archives spark.submit.pyFiles`),
)

const settingOf = (property: Property<unknown>): fc.Arbitrary<Setting> =>
  fc.tuple(fc.constantFrom(property.key, ...(property.aliases ?? [])), fitting(property))

const anyProperty = fc
  .constantFrom(...ALL_PROPERTIES.filter(({ key }) => !LEFT_OUT.has(key)))
  .chain((property) => fc.tuple(settingOf(property)))

const some = (pairs: readonly (readonly [string, fc.Arbitrary<string>])[]): fc.Arbitrary<Setting[]> =>
  fc
    .subarray([...pairs], { minLength: 1 })
    .chain((chosen) => fc.tuple(...chosen.map(([key, value]) => fc.tuple(fc.constant(key), value))))

const one = (keys: readonly string[], value: fc.Arbitrary<string>): fc.Arbitrary<Setting[]> =>
  fc.tuple(fc.tuple(fc.constantFrom(...keys), value))

const memory = some([
  ['spark.driver.memory', size],
  ['spark.driver.memoryOverhead', size],
  ['spark.driver.minMemoryOverhead', size],
  ['spark.driver.memoryOverheadFactor', decimal],
  ['spark.kubernetes.memoryOverheadFactor', decimal],
  ['spark.driver.cores', wholeNumber],
])

const cores = some(
  words('spark.kubernetes.driver.request.cores spark.kubernetes.driver.limit.cores').map((key) => [
    key,
    fc.constantFrom('1', '500m', '0.5', '1e1', '.5', '100u', '2k'),
  ]),
)

const ports = some(
  words(`
    spark.driver.port spark.driver.blockManager.port spark.blockManager.port spark.ui.port
    spark.connect.grpc.binding.port`).map((key) => [key, wholeNumber]),
)

const names = fc.oneof(
  one(['spark.kubernetes.driver.pod.name'], fc.constantFrom('pod', 'my.pod', 'UP', 'x'.repeat(300), ' ', 'ü')),
  one(['spark.kubernetes.namespace'], fc.constantFrom('team-a', 'n', 'UP_x', '1')),
)

const secretKey = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom('a:b', 'x:key.y', ' a:b ') },
  { weight: 1, arbitrary: fc.constantFrom('a:b:c', 'a', ':', ':b', 'a:', 'a:b:') },
)

const javaOptions = one(
  words('spark.driver.extraJavaOptions spark.driver.defaultJavaOptions spark.executor.extraJavaOptions'),
  fc.oneof(
    oddText,
    fc.constantFrom('-Da=b', '-Xmx1g', '-Da="b c" -Db=c', "-Da='-Xmx1g'", '-XX:+X', '"', "'", 'a -Xmx', '-Da=-Xmx2'),
  ),
)

/** What Spark itself sets, had under another name, or reads on the way. */
const OF_SPARK_ITSELF = words(`
  spark.driver.userClassPathFirst spark.yarn.isPython spark.pyspark.driver.python spark.pyspark.python spark.yarn.queue
  spark.home spark.logConf spark.app.submitTime spark.app.startTime spark.kubernetes.resource.type spark.driver.host
  spark.kubernetes.submitInDriver spark.app.id spark.kubernetes.test.master spark.driver.extraClassPath spark.plugins
  spark.kubernetes.driver.resourceNamePrefix spark.kubernetes.executor.podNamePrefix spark.executor.instances
  spark.dynamicAllocation.enabled spark.kubernetes.executor.hadoopConfigMapName spark.ui.prometheus.enabled
  spark.metrics.conf spark.kubernetes.kerberos.dtSecret spark.ui.proxyBase spark.ui.enabled spark.decommission.enabled
  spark.driver.bindAddress spark.kubernetes.authenticate.oauthToken spark.x.oauthToken spark.kubernetes.driverEnv
  spark.kubernetes.driverEnv.SPARK_USER spark.kubernetes.driverEnv.SPARK_CONF_DIR spark SPARK.x spark. spark.ü`)

/** Keys of families that hold too little or too much. */
const ODD_KEYS = words(`
  spark.kubernetes.driver.volumes.hostPath spark.kubernetes.driver.volumes.hostPath. spark.kubernetes.driver.volumes..
  spark.kubernetes.driver.volumes.hostPath.. spark.kubernetes.driver.volumes.hostPath.v..x
  spark.kubernetes.executor.volumes.hostPath spark.kubernetes.executor.volumes.x.y.z
  spark.driver.resource spark.driver.resource. spark.driver.resource.gpu spark.driver.resource..amount
  spark.driver.resource.gpu.x spark.driver.resource.gpu.amount.x spark.driver.resource.gpu.
  spark.executor.resource.gpu.amount spark.kubernetes.executor.secretKeyRef.A
  spark.kubernetes.driver.label spark.kubernetes.driver.label. spark.kubernetes.driver.label.spark-role
  spark.kubernetes.driver.label.spark-version spark.kubernetes.driver.label.spark-app-name
  spark.kubernetes.driver.label.spark-exec-id spark.kubernetes.driver.annotation.spark-role
  spark.kubernetes.executor.label.spark-role spark.kubernetes.driver.service.label.spark-app-selector
  spark.kubernetes.driver.secretKeyRef. spark.kubernetes.driver.secrets. spark.kubernetes.node.selector`)

const REFERENCES = words(
  '${spark.app.name} ${spark.app.id} ${spark.driver.memory} ${spark.none} ${spark.kubernetes.namespace} ' +
    '${env:SPARK_USER} ${env:NONE} ${system:user.dir} ${spark.driver.cores} ${other} ${spark.x $${spark.app.name} ' +
    '${spark.kubernetes.driver.label.a} ${env:} ${:x} ${spark.master} ${spark.ui.port} a 1 -',
)

const references = one(
  words(`
    spark.kubernetes.container.image spark.kubernetes.driver.pod.name spark.kubernetes.driver.label.a spark.app.name
    spark.kubernetes.authenticate.driver.serviceAccountName spark.kubernetes.driverEnv.X spark.driver.memory
    spark.kubernetes.scheduler.name spark.kubernetes.driver.container.image spark.driver.memoryOverhead
    spark.kubernetes.container.image.pullSecrets spark.kubernetes.driver.volumes.emptyDir.a.mount.path spark.local.dir
    spark.kubernetes.hadoop.configMapName spark.driver.port spark.ui.port spark.kubernetes.driver.node.selector.a
    spark.kubernetes.driver.service.annotation.a spark.pyspark.python spark.kubernetes.driver.pod.excludedFeatureSteps`),
  fc.array(fc.constantFrom(...REFERENCES), { minLength: 1, maxLength: 2 }).map((texts) => texts.join('')),
)

const PACKAGE = 'org.apache.spark.deploy.k8s.features.'
/** All but the first, which names the pod and uploads its files. */
const STEPS = words(`
  DriverKubernetesCredentialsFeatureStep DriverServiceFeatureStep MountSecretsFeatureStep EnvSecretsFeatureStep
  MountVolumesFeatureStep HadoopConfDriverFeatureStep KerberosConfDriverFeatureStep LocalDirsFeatureStep
  PodTemplateConfigMapStep NoFeatureStep`)
const excludedSteps = fc
  .subarray([...STEPS], { minLength: 1, maxLength: 2 })
  .map((steps): Setting[] => [
    ['spark.kubernetes.driver.pod.excludedFeatureSteps', steps.map((step) => PACKAGE + step).join(',')],
  ])

const K = 'spark.kubernetes.'

const WEIGHTED: readonly (readonly [number, fc.Arbitrary<Setting[]>])[] = [
  [12, anyProperty],
  [2, memory],
  [1, cores],
  [1, ports],
  [2, names],
  [2, family(`${K}driver.label.`)],
  [2, family(`${K}driver.annotation.`)],
  [1, family(`${K}driver.service.annotation.`)],
  [1, family(`${K}driver.service.label.`)],
  [1, family(`${K}driverEnv.`)],
  [1, family(`${K}node.selector.`)],
  [1, family(`${K}driver.node.selector.`)],
  [1, family(`${K}driver.secrets.`)],
  [1, family(`${K}driver.secretKeyRef.`, name, secretKey)],
  [4, volumes(`${K}driver.volumes.`)],
  [1, volumes(`${K}executor.volumes.`)],
  [1, devices('spark.driver.resource.')],
  [1, javaOptions],
  [3, one(OF_SPARK_ITSELF, text)],
  [2, one(ODD_KEYS, text)],
  [2, references],
  [1, excludedSteps],
]

/** Settings of a driver, of one kind at a time: every property that there is, and every family. */
export const driverSettings: fc.Arbitrary<SubmissionPart> = fc.oneof(
  ...WEIGHTED.map(([weight, arbitrary]) => ({ weight, arbitrary: settings(arbitrary) })),
)
