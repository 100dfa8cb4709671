import * as fc from 'fast-check'
import { ALL_PROPERTIES } from '../../../lib/conf/catalogue/all-properties.ts'
import type { ResourceProfile } from '../../../lib/scheduler/resource-profile.ts'
import { devices, family, fitting, flag, oddText, type Setting, size, text, volumes } from './generated-settings.ts'
import { podTemplate } from './generated-templates.ts'

/** What an executor is asked for with. */
export interface ExecutorCase {
  readonly conf: Readonly<Record<string, string>>
  readonly appId: string
  readonly executorId: number
  /** The driver's variable SPARK_LOCAL_DIRS. */
  readonly localDirs?: string
  /** Absent: the default profile. */
  readonly profile?: ResourceProfile
  /** The text of the template; `spark.kubernetes.executor.podTemplateFile` follows. */
  readonly template?: string
}

const K = 'spark.kubernetes.'
const E = `${K}executor.`

/** What another test is about, what only a driver knows, and what is set by the case itself. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  `${K}namespace`,
  `${K}driver.pod.name`,
  `${E}podTemplateFile`,
  `${E}pod.featureSteps`,
  `${E}pod.excludedFeatureSteps`,
  'spark.driver.host',
])

const anyProperty = fc
  .constantFrom(...ALL_PROPERTIES.filter(({ key }) => !LEFT_OUT.has(key)))
  .chain((property) =>
    fc
      .tuple(fc.constantFrom(property.key, ...(property.aliases ?? [])), fitting(property))
      .map((setting): Setting[] => [setting]),
  )

/** One of the values, under a key. */
const oneOf = (key: string, ...values: readonly string[]): fc.Arbitrary<Setting[]> =>
  fc.constantFrom(...values).map((value): Setting[] => [[key, value]])

/** One of the values, or any text, under a key. */
const textOf = (key: string, ...values: readonly string[]): fc.Arbitrary<Setting[]> =>
  fc.oneof(fc.constantFrom(...values), oddText).map((value): Setting[] => [[key, value]])

const JAVA_OPTIONS = [
  ...['-XX:+UseG1GC', `-Da="b c" -De='f g'`, '-Dx={{APP_ID}}-{{EXECUTOR_ID}}', `-Dq="a\\"b" '`, '-Da=\\', '"', `""`],
  ...['  -Da  -Db\n-Dc\t-Dd ', '-Da=$(X)', '-Da=${spark.executor.memory}'],
]
const HOSTS = ['h.example', '::1', '[::1]', '0:0:0:0:0:0:0:1', 'fe80::a', '1:2', '1::2:0:0:3', '10.0.0.1']
const PREFIXES = ['etl', 'a.b', 'a'.repeat(47), `${'a'.repeat(60)}.${'b'.repeat(60)}`, 'a'.repeat(237), 'a'.repeat(238)]
const NAMES = ['', '1 job', 'ünï', 'x'.repeat(100), '--a--', `${'a'.repeat(62)}-b`, '日本', '2024 report', '\u00a0x']
const LISTS = ['/a,/b', '/b,/a,/b', '', ',', '/a,', ',/a', ' /a , /b ', '/a,,/b']
const REFERENCES = ['${spark.kubernetes.executor.x}', 's:k', 's', ':', 's:', ':k', 's:k:x', 's:k:', ' s : k ']
const DIRECTORIES = '/a/SPARK_EXECUTOR_ID,/b/SPARK_APPLICATION_ID/SPARK_EXECUTOR_ID'

const offHeap = fc.tuple(flag, size).map(([enabled, amount]): Setting[] => [
  ['spark.memory.offHeap.enabled', enabled],
  ['spark.memory.offHeap.size', amount],
])

/** What executors share with their driver from the start, and what only looks like it. */
const startup = fc
  .array(
    fc.tuple(
      fc
        .constantFrom(
          ...['authx', 'authenticate.secret', 'authenticate.enableSaslEncryption', 'network.timeout', 'rpc.askTimeout'],
          ...['ssl.rpc.keyStore', 'ssl.rpc.keyPassword', 'port.maxRetries', 'x.port', 'portx', 'ui.portx'],
        )
        .map((key) => `spark.${key}`),
      text,
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((pairs): Setting[] => [...pairs, ['spark.authenticate', 'true']])

const secretFiles = fc.constantFrom('driver', 'executor', '').map((whose): Setting[] => [
  ['spark.authenticate', 'true'],
  ['spark.authenticate.secret.driver.file', '${SECRET_FILE}'],
  ['spark.authenticate.secret.executor.file', whose === 'executor' ? '' : '/secret'],
])

const STEPS = ['ExecutorKubernetesCredentials', 'MountSecrets', 'EnvSecrets', 'MountVolumes', 'LocalDirs']
const excluded = fc
  .subarray(STEPS, { minLength: 1 })
  .map((names): Setting[] => [
    [
      `${E}pod.excludedFeatureSteps`,
      names.map((name) => `org.apache.spark.deploy.k8s.features.${name}FeatureStep`).join(','),
    ],
  ])

const groups: fc.Arbitrary<Setting[]> = fc.oneof(
  { weight: 12, arbitrary: anyProperty },
  { weight: 3, arbitrary: volumes(`${E}volumes.`) },
  { weight: 2, arbitrary: devices('spark.executor.resource.') },
  family(`${E}label.`),
  family(`${E}annotation.`),
  family('spark.executorEnv.'),
  family(`${K}node.selector.`),
  family(`${E}node.selector.`),
  family(`${E}secrets.`),
  family(`${E}secretKeyRef.`, undefined, fc.constantFrom(...Array<string>(20).fill('s:k'), ...REFERENCES)),
  oneOf('spark.executorEnv.SPARK_EXECUTOR_DIRS', DIRECTORIES),
  oneOf(`${E}podNamePrefix`, ...PREFIXES),
  textOf('spark.app.name', ...NAMES),
  textOf('spark.executor.extraJavaOptions', ...JAVA_OPTIONS),
  textOf('spark.executor.defaultJavaOptions', ...JAVA_OPTIONS),
  textOf('spark.executor.defaultExtraClassPath', '/d', '${spark.app.name}'),
  textOf('spark.ui.custom.executor.log.url', 'http://x/{{APP_ID}}'),
  textOf(`${E}hadoopConfigMapName`, 'hc'),
  textOf('spark.local.dir', ...LISTS),
  oneOf('spark.driver.host', ...HOSTS),
  oneOf('spark.driver.bindAddress', ...HOSTS),
  oneOf(`${K}allocation.pods.allocator`, 'statefulset', 'direct'),
  oneOf(`${E}podTemplateContainerName`, 'main', 'side', 'nobody', ''),
  offHeap,
  startup,
  secretFiles,
  excluded,
)

const profile: fc.Arbitrary<ResourceProfile> = fc
  .dictionary(
    fc.constantFrom('cores', 'memory', 'memoryOverhead', 'pyspark.memory', 'offHeap', 'gpu', 'fpga', 'a.b'),
    fc.record({
      amount: fc.constantFrom(0, 1, 2, 512, 4096, 70_000),
      vendor: fc.constantFrom('nvidia.com', 'amd.com', 'nvidia.com', 'amd.com', '', ' '),
    }),
    { maxKeys: 5, noNullPrototype: true },
  )
  .map((executorResources) => ({ id: 3, executorResources, taskResources: {} }))

const BASE: Readonly<Record<string, string>> = {
  'spark.master': 'k8s://https://api.example',
  'spark.app.name': 'Etl',
  'spark.driver.host': 'etl-svc.default.svc',
  'spark.driver.port': '7078',
  [`${K}container.image`]: 'spark:4.1.4',
  [`${E}podNamePrefix`]: 'etl',
  [`${K}driver.pod.name`]: 'etl-driver',
}
const ABSENT = ['spark.app.name', `${K}container.image`, `${E}podNamePrefix`, 'spark.driver.port']

const rarely = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq: 4 }).map((one) => one)

/** Executors of confs with a few odd settings each, of a template or a profile now and then. */
export const executorCase: fc.Arbitrary<ExecutorCase> = fc
  .record({
    settings: fc.array(groups, { minLength: 1, maxLength: 4 }),
    absent: fc.constantFrom(...ABSENT, ...Array<string>(40).fill('')),
    appId: fc.constantFrom('spark-1', 'spark-0123456789abcdef0123456789abcdef'),
    executorId: fc.constantFrom(1, 7, 1000),
    localDirs: rarely(fc.constantFrom(...LISTS)),
    profile: rarely(profile),
    template: rarely(podTemplate),
  })
  .map(({ settings, absent, ...more }) => {
    const given = Object.entries(BASE).filter(([key]) => key !== absent)
    const optional = Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined))
    return { ...(optional as Omit<ExecutorCase, 'conf'>), conf: Object.fromEntries([...given, ...settings.flat()]) }
  })
