import { describe, expect, it } from 'vitest'
import { built, configMapsOf, driverContainer, resourcesOf } from '../builders/driver-submission.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('memory of the driver pod', () => {
  it.each([
    ['heap and the least overhead', {}, '1408Mi'],
    ['an overhead of its own, even none', { 'spark.driver.memoryOverhead': '0' }, '1024Mi'],
    [
      'a factor, cut to whole MiB',
      { 'spark.driver.memory': '6144m', 'spark.driver.memoryOverheadFactor': '0.3' },
      '7987Mi',
    ],
    [
      'the general factor',
      { 'spark.driver.memory': '10g', 'spark.kubernetes.memoryOverheadFactor': '0.25' },
      '12800Mi',
    ],
  ] as [string, Record<string, string>, string][])('is %s', (_, settings, memory) => {
    const { resources } = driverContainer(built(settings))
    expect(resources).toMatchObject({ requests: { memory }, limits: { memory } })
  })

  it('is more for Python, whose factor the executors inherit', () => {
    const objects = built({ 'spark.driver.memory': '2g' }, { main: { kind: 'python', uri: 'local:///a.py' } })
    expect(driverContainer(objects).resources?.limits?.['memory']).toBe('2867Mi')
    expect(objects.sparkProperties.get('spark.kubernetes.memoryOverheadFactor')).toBe('0.4')
  })
})

describe('a pod template', () => {
  const file = { 'spark.kubernetes.driver.podTemplateFile': '/t.yaml' }
  const template = {
    metadata: { name: 'theirs', namespace: 'theirs', labels: { team: 'a', 'spark-role': 'x' } },
    spec: {
      restartPolicy: 'Always',
      containers: [
        { name: 'one', image: 'theirs', args: ['first'], env: [{ name: 'A', value: '1' }] },
        { name: 'two', image: 'sidecar' },
      ],
    },
  }

  it('is what the pod starts from; what Spark decides is laid over it', () => {
    const objects = built(file, { files: { driverPodTemplate: template } })
    expect(objects.pod.metadata).toMatchObject({ namespace: 'default', labels: { team: 'a', 'spark-role': 'driver' } })
    expect(objects.pod.metadata?.name).not.toBe('theirs')
    expect(objects.pod.spec?.restartPolicy).toBe('Never')
    expect(objects.pod.spec?.containers.map(({ name, image }) => [name, image])).toEqual([
      ['two', 'sidecar'],
      ['one', 'spark:4.1.4'],
    ])
    expect(driverContainer(objects).args?.slice(0, 2)).toEqual(['first', 'driver'])
    expect(driverContainer(objects).env?.[0]).toEqual({ name: 'A', value: '1' })
  })

  it('names the container that becomes the driver’s', () => {
    const settings = { ...file, 'spark.kubernetes.driver.podTemplateContainerName': 'two' }
    expect(driverContainer(built(settings, { files: { driverPodTemplate: template } })).name).toBe('two')
  })

  it('without a container of that name gives its first one, and a warning', () => {
    const settings = { ...file, 'spark.kubernetes.driver.podTemplateContainerName': 'none' }
    const objects = built(settings, { files: { driverPodTemplate: template } })
    expect(driverContainer(objects).name).toBe('one')
    expect(objects.warnings).toEqual([expect.stringContaining('has not one container none')])
  })

  it.each([['text'], [{ kind: 'Deployment' }], [{ spec: [] }], [{ metadata: {} }], [null]])(
    'is not %j',
    (driverPodTemplate) => {
      expect(() => built(file, { files: { driverPodTemplate } })).toThrow(
        expect.objectContaining({ code: 'INVALID_POD_TEMPLATE' }),
      )
    },
  )
})

describe('volumes of the driver', () => {
  const volume = (name: string) => {
    const prefix = `spark.kubernetes.driver.volumes.persistentVolumeClaim.${name}.`
    return { [`${prefix}mount.path`]: `/${name}`, [`${prefix}options.claimName`]: 'OnDemand' }
  }

  it('get claims made where class and size are known', () => {
    const prefix = 'spark.kubernetes.driver.volumes.persistentVolumeClaim.data.options.'
    const sized = { ...volume('data'), [`${prefix}storageClass`]: 'gp3', [`${prefix}sizeLimit`]: '5Gi' }
    expect(resourcesOf(built(sized), 'PersistentVolumeClaim')).toMatchObject([
      {
        spec: {
          storageClassName: 'gp3',
          accessModes: ['ReadWriteOncePod'],
          resources: { requests: { storage: '5Gi' } },
        },
      },
    ])
    expect(resourcesOf(built(volume('data')), 'PersistentVolumeClaim')).toEqual([])
  })

  it('may not be mounted twice in one place', () => {
    const prefix = 'spark.kubernetes.driver.volumes.emptyDir.'
    expect(() => built({ [`${prefix}a.mount.path`]: '/x', [`${prefix}b.mount.path`]: '/x' })).toThrow(
      "Found duplicated mountPath: '/x'",
    )
  })

  it('serve as local directories where they are called so', () => {
    const objects = built({ 'spark.kubernetes.driver.volumes.emptyDir.spark-local-dir-1.mount.path': '/fast' })
    expect(driverContainer(objects).env).toContainEqual({ name: 'SPARK_LOCAL_DIRS', value: '/fast' })
    expect(objects.pod.spec?.volumes?.filter(({ name }) => name.startsWith('spark-local-dir-'))).toHaveLength(1)
  })

  it('are made for the local directories of conf and environment, the latter first', () => {
    const conf = { 'spark.local.dir': '/b,/a' }
    const localDirs = (objects: ReturnType<typeof built>) =>
      driverContainer(objects).env?.find(({ name }) => name === 'SPARK_LOCAL_DIRS')?.value
    expect(localDirs(built(conf))).toBe('/a,/b')
    expect(localDirs(built(conf, { environment: { SPARK_LOCAL_DIRS: '/env' } }))).toBe('/env')
  })
})

describe('configuration of the submitting side', () => {
  it('goes along as far as it is text, is not Spark’s own, and is not too large', () => {
    const sparkConfDir = [
      { name: 'log4j2.properties', bytes: bytes('a=b') },
      { name: 'spark-defaults.conf', bytes: bytes('spark.a b') },
      { name: 'x.template', bytes: bytes('') },
      { name: 'lib.jar', bytes: bytes('PK') },
      { name: 'binary', bytes: new Uint8Array([0xff, 0xfe]) },
      { name: 'large', bytes: bytes('x'.repeat(200)) },
    ]
    const objects = built({ 'spark.kubernetes.configMap.maxSize': '100' }, { files: { sparkConfDir } })
    const [configMap] = configMapsOf(objects)
    expect(Object.keys(configMap?.data ?? {}).toSorted()).toEqual([
      'log4j2.properties',
      'spark.kubernetes.namespace',
      'spark.properties',
    ])
    expect(objects.warnings).toEqual([
      expect.stringContaining('binary of SPARK_CONF_DIR is no UTF-8 text'),
      expect.stringContaining('large of SPARK_CONF_DIR is too large'),
    ])
  })

  it('of Hadoop becomes a configmap, or names one, but not both', () => {
    const files = { hadoopConfDir: [{ name: 'core-site.xml', bytes: bytes('<configuration/>') }] }
    const objects = built({}, { files })
    expect(configMapsOf(objects)[0]?.data).toEqual({ 'core-site.xml': '<configuration/>' })
    expect(driverContainer(objects).env).toContainEqual({ name: 'HADOOP_CONF_DIR', value: '/opt/hadoop/conf' })
    expect(() => built({ 'spark.kubernetes.hadoop.configMapName': 'theirs' }, { files })).toThrow(
      'Do not specify both the HADOOP_CONF_DIR in your ENV and spark.kubernetes.hadoop.configMapName',
    )
  })

  it('of Kerberos is a keytab in a secret, unless it is in the image', () => {
    const login = { 'spark.kerberos.principal': 'me@EXAMPLE.COM', 'spark.kerberos.keytab': '/me.keytab' }
    const objects = built(login, { files: { contents: new Map([['/me.keytab', bytes('k')]]) } })
    expect(resourcesOf(objects, 'Secret')).toMatchObject([{ data: { 'me.keytab': 'aw==' } }])
    expect(objects.sparkProperties.get('spark.kerberos.keytab')).toBe('/mnt/secrets/kerberos-keytab/me.keytab')
    const inImage = built({ ...login, 'spark.kerberos.keytab': 'local:///me.keytab' })
    expect(resourcesOf(inImage, 'Secret')).toEqual([])
  })
})
