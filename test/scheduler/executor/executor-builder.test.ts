import { describe, expect, it } from 'vitest'
import { executorBuilder } from '../../../lib/scheduler/executor/executor-builder.ts'
import { DEFAULT_PROFILE } from '../../../lib/scheduler/resource-profile.ts'
import {
  executorContainer,
  executorPod,
  knownDriver,
  sparkApplication,
  variable,
} from '../../builders/spark-application.ts'

const K = 'spark.kubernetes.executor.'

describe('an executor pod', () => {
  it('is the same each time it is built', () => {
    const build = () => executorBuilder(sparkApplication())(3, DEFAULT_PROFILE)
    expect(build()).toEqual(build())
  })

  it('says whose it is, and which', () => {
    const pod = executorPod({ [`${K}label.at`]: '{{APP_ID}}-{{EXECUTOR_ID}}' }, { driverPod: knownDriver })
    expect(pod.metadata).toMatchObject({
      name: 'etl-exec-7',
      labels: {
        at: 'spark-1-7',
        'spark-app-name': 'etl',
        'spark-app-selector': 'spark-1',
        'spark-exec-id': '7',
        'spark-exec-resourceprofile-id': '0',
        'spark-role': 'executor',
        'spark-version': '4.1.4',
      },
      ownerReferences: [{ kind: 'Pod', name: 'etl-driver', uid: 'u-1', controller: true }],
    })
  })

  it('has the name of its application as it is written, references and all', () => {
    const labels = executorPod({ 'spark.app.name': 'Job ${spark.executor.memory}' }).metadata?.labels
    expect(labels?.['spark-app-name']).toBe('job-spark-executor-memory')
  })

  it('has the end of its name as host name, in the characters of one', () => {
    expect(executorPod({ [`${K}podNamePrefix`]: `a.${'b'.repeat(70)}` }).spec?.hostname).toMatch(/^b{56}-exec-7$/)
    expect(executorPod({ [`${K}podNamePrefix`]: `${'b'.repeat(20)}.x-${'c'.repeat(53)}` }).spec?.hostname).toBe(
      `x-${'c'.repeat(53)}-exec-7`,
    )
    expect(executorPod({ [`${K}podNamePrefix`]: 'a.b' }).spec?.hostname).toBe('a_b-exec-7')
  })

  it('takes the image of executors first, and the version in its name', () => {
    expect(executorContainer(executorPod({ [`${K}container.image`]: 'mine:{{SPARK_VERSION}}' })).image).toBe(
      'mine:4.1.4',
    )
  })

  it('asks for CPU as the settings in Kubernetes terms say, as long as they are about it', () => {
    const settings = { 'spark.executor.cores': '4', [`${K}request.cores`]: '500m', [`${K}limit.cores`]: '2' }
    expect(executorContainer(executorPod(settings)).resources).toMatchObject({
      requests: { cpu: '500m' },
      limits: { cpu: '2' },
    })
    expect(variable(executorPod(settings), 'SPARK_EXECUTOR_CORES')?.value).toBe('4')
    const other = executorPod(settings, {}, { id: 1, executorResources: { cores: { amount: 3 } }, taskResources: {} })
    expect(executorContainer(other).resources).toMatchObject({ requests: { cpu: '3' } })
    expect(executorContainer(other).resources?.limits).not.toHaveProperty('cpu')
  })

  it.each([
    [{ 'spark.kubernetes.container.image': undefined }, 'Must specify the executor container image'],
    [{ [`${K}label.spark-role`]: 'x' }, 'Label with key spark-role is not allowed'],
    [{ [`${K}request.cores`]: '2', [`${K}limit.cores`]: '1500m' }, 'should be less than or equal to cpu limit (1500m)'],
    [{ 'spark.blockManager.port': '80' }, 'port number must be 0 or in [1024, 65535]'],
    [{ 'spark.driver.host': undefined }, 'spark.driver.host'],
    [{ [`${K}podNamePrefix`]: 'Upper' }, `${K}podNamePrefix`],
    [{ [`${K}pod.featureSteps`]: 'com.example.Step' }, 'com.example.Step is a Java class'],
    [{ [`${K}podTemplateFile`]: '/none.yaml' }, '/none.yaml, which cannot be read'],
    [{ [`${K}secretKeyRef.PW`]: 'db' }, 'SecretKeyRef must be in the form name:key'],
  ] as [Record<string, string | undefined>, string][])('is refused for %j', (settings, message) => {
    const { conf } = sparkApplication()
    const all = Object.entries({ ...conf.toRecord(), ...settings }).filter(([, value]) => value !== undefined)
    const changed = Object.keys(settings).reduce((left, key) => left.remove(key), conf)
    expect(() => executorPod({}, { conf: changed.setAll(all as [string, string][]) })).toThrow(message)
  })

  it('runs a script before it ends, where executors are decommissioned', () => {
    const settings = { 'spark.decommission.enabled': 'true', 'spark.kubernetes.decommission.script': '/bye.sh' }
    expect(executorContainer(executorPod(settings)).lifecycle).toEqual({ preStop: { exec: { command: ['/bye.sh'] } } })
    expect(executorContainer(executorPod()).lifecycle).toBeUndefined()
  })

  it('keeps the files of its configmap apart from what Spark itself put there', () => {
    const [volume] =
      executorPod({}, { executorConfMap: 'theirs', confFiles: ['log4j2.properties'] }).spec?.volumes ?? []
    expect(volume?.configMap).toEqual({
      name: 'theirs',
      items: [{ key: 'log4j2.properties', path: 'log4j2.properties', mode: 0o644 }],
    })
    expect(executorPod({ [`${K}disableConfigMap`]: 'true' }).spec?.volumes?.map(({ name }) => name)).toEqual([
      'spark-local-dir-1',
    ])
  })

  it('keeps the service account of its template, be it empty', () => {
    const account = (given: string | null) =>
      executorPod(
        { 'spark.kubernetes.authenticate.executor.serviceAccountName': 'exec', [`${K}podTemplateFile`]: '/t' },
        { template: { spec: { serviceAccount: given } } },
      ).spec?.serviceAccount
    expect([account('mine'), account(''), account(null)]).toEqual(['mine', '', 'exec'])
  })

  it('leaves out what the conf excludes', () => {
    const excluded = 'org.apache.spark.deploy.k8s.features.LocalDirsFeatureStep'
    expect(variable(executorPod({ [`${K}pod.excludedFeatureSteps`]: excluded }), 'SPARK_LOCAL_DIRS')).toBeUndefined()
    const duplicates = Object.fromEntries(
      ['a', 'b'].flatMap((name) =>
        ['mount', 'options'].map((part) => [`${K}volumes.hostPath.${name}.${part}.path`, '/x']),
      ),
    )
    const noVolumes = 'org.apache.spark.deploy.k8s.features.MountVolumesFeatureStep'
    expect(() => executorPod(duplicates)).toThrow('duplicated mountPath')
    expect(executorPod({ ...duplicates, [`${K}pod.excludedFeatureSteps`]: noVolumes }).spec?.volumes).toHaveLength(2)
    const both = { [`${K}pod.excludedFeatureSteps`]: 'a.B', [`${K}pod.featureSteps`]: 'a.B' }
    expect(executorPod(both).metadata?.name).toBe('etl-exec-7')
  })
})

describe('the environment of an executor', () => {
  it('has the variables of the user that are ones, and a secret unless a file holds it', () => {
    const secretEnv = new Map([['_SPARK_AUTH_SECRET', 's']])
    const pod = executorPod({ 'spark.executorEnv.A': '1', 'spark.executorEnv.9B': '2' }, { secretEnv })
    expect(variable(pod, 'A')?.value).toBe('1')
    expect(variable(pod, '9B')).toBeUndefined()
    expect(variable(pod, '_SPARK_AUTH_SECRET')?.value).toBe('s')
    const withFile = executorPod({ 'spark.authenticate.secret.executor.file': '/s' }, { secretEnv })
    expect(variable(withFile, '_SPARK_AUTH_SECRET')).toBeUndefined()
  })

  it('has the options of its JVM: those asked for, with ids filled in, and the settings that it needs from the start', () => {
    const pod = executorPod({
      'spark.executor.defaultJavaOptions': '-Da=1',
      'spark.executor.extraJavaOptions': '-Dat="{{APP_ID}} {{EXECUTOR_ID}}"',
      'spark.network.timeout': '9s',
      'spark.authenticate.secret': 'hidden',
      'spark.ssl.keyPassword': 'hidden',
    })
    const options = executorContainer(pod).env?.filter(({ name }) => name.startsWith('SPARK_JAVA_OPT_'))
    expect(options?.map(({ value }) => value)).toEqual(['-Da=1', '-Dat=spark-1 7', '-Dspark.network.timeout=9s'])
  })

  it('has where the log is to be looked for, only where a page of logs is configured', () => {
    const pod = executorPod({ 'spark.ui.custom.executor.log.url': 'https://logs/{{EXECUTOR_ID}}' })
    expect(variable(pod, 'SPARK_EXECUTOR_ATTRIBUTE_EXECUTOR_ID')?.value).toBe('7')
    expect(variable(executorPod(), 'SPARK_EXECUTOR_ATTRIBUTE_EXECUTOR_ID')).toBeUndefined()
  })

  it('has the address of its driver, in brackets where it is one of IPv6', () => {
    const url = (host: string) => variable(executorPod({ 'spark.driver.host': host }), 'SPARK_DRIVER_URL')?.value
    expect(url('10.0.0.1')).toBe('spark://CoarseGrainedScheduler@10.0.0.1:7078')
    expect(url('0:0:0:0:0:0:0:1')).toBe('spark://CoarseGrainedScheduler@[::1]:7078')
    expect(url('[::1]')).toBe('spark://CoarseGrainedScheduler@[::1]:7078')
    expect(() => url('1:2')).toThrow('spark.driver.host')
  })

  it('has settings filled in where they refer to others', () => {
    const pod = executorPod({
      'spark.x': '/x',
      'spark.executor.defaultJavaOptions': '-Da=${spark.x}',
      'spark.executor.defaultExtraClassPath': '${spark.x}/lib',
    })
    expect(variable(pod, 'SPARK_JAVA_OPT_0')?.value).toBe('-Da=/x')
    expect(variable(pod, 'SPARK_CLASSPATH')?.value).toBe('/x/lib')
  })

  it('has class and library paths, and directories with ids in them', () => {
    const pod = executorPod({
      'spark.executor.defaultExtraClassPath': '/a',
      'spark.executor.extraClassPath': '/b/*',
      'spark.executor.extraLibraryPath': '/lib',
      'spark.executorEnv.SPARK_EXECUTOR_DIRS': '/d/SPARK_APPLICATION_ID/SPARK_EXECUTOR_ID',
    })
    expect(variable(pod, 'SPARK_CLASSPATH')?.value).toBe('/a:/b/*')
    expect(variable(pod, 'SPARK_EXECUTOR_LIBRARY_PATH')?.value).toBe('/lib')
    expect(variable(pod, 'SPARK_EXECUTOR_DIRS')?.value).toBe('/d/spark-1/7')
  })
})
