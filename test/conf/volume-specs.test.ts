import { describe, expect, it } from 'vitest'
import { deviceLimits } from '../../lib/conf/device-limits.ts'
import { scalaMapOrder, settingsOrder } from '../../lib/conf/jvm-order.ts'
import { SparkConf } from '../../lib/conf/spark-conf.ts'
import { parseVolumes } from '../../lib/conf/volume-specs.ts'

const PREFIX = 'spark.kubernetes.driver.volumes.'
const volumes = (settings: Readonly<Record<string, string>>) =>
  parseVolumes(
    SparkConf.of(Object.fromEntries(Object.entries(settings).map(([key, value]) => [PREFIX + key, value]))),
    PREFIX,
  )

describe('volumes', () => {
  it('are read with their mounts and options, by type', () => {
    expect(
      volumes({
        'hostPath.logs.mount.path': '/logs',
        'hostPath.logs.mount.readOnly': 'true',
        'hostPath.logs.mount.subPath': 'sub',
        'hostPath.logs.options.path': '/var/log',
      }),
    ).toEqual([
      {
        name: 'logs',
        mountPath: '/logs',
        readOnly: true,
        subPath: 'sub',
        subPathExpr: '',
        source: { type: 'hostPath', path: '/var/log', pathType: '' },
      },
    ])
  })

  it('of claims have labels and annotations, whose names may hold dots', () => {
    const [volume] = volumes({
      'persistentVolumeClaim.data.mount.path': '/data',
      'persistentVolumeClaim.data.options.claimName': 'OnDemand',
      'persistentVolumeClaim.data.options.sizeLimit': '5Gi',
      'persistentVolumeClaim.data.label.example.com/team': 'a',
    })
    expect(volume?.source).toEqual({
      type: 'persistentVolumeClaim',
      claimName: 'OnDemand',
      size: '5Gi',
      labels: { 'example.com/team': 'a' },
      annotations: {},
    })
  })

  it.each([
    [{ 'cephfs.v.mount.path': '/v' }, 'Kubernetes Volume type `cephfs` is not supported'],
    [{ '.v.mount.path': '/v' }, 'Kubernetes Volume type `` is not supported'],
    [
      { 'emptyDir.v.options.medium': 'Memory' },
      `${PREFIX}emptyDir.v.mount.path: is required for a volume of type emptyDir`,
    ],
    [
      { 'nfs.v.mount.path': '/v', 'nfs.v.options.path': '/' },
      `${PREFIX}nfs.v.options.server: is required for a volume of type nfs`,
    ],
    [
      { 'emptyDir.v.mount.path': '/v', 'emptyDir.v.mount.readOnly': 'yes' },
      `${PREFIX}emptyDir.v.mount.readOnly: should`,
    ],
    [{ 'emptyDir.v.mount.path': '/v', 'emptyDir.v.options.sizeLimit': '5' }, 'smaller than 1KiB. Missing units?'],
    [{ 'emptyDir.v.mount.path': '/v', 'emptyDir.v.options.sizeLimit': '10Xi' }, 'is not a Kubernetes quantity'],
    [
      { 'emptyDir.v.mount.path': '/v', 'emptyDir.v.mount.subPath': 'a', 'emptyDir.v.mount.subPathExpr': 'b' },
      'These config options are mutually exclusive',
    ],
  ] as [Record<string, string>, string][])('%j are refused: %s', (settings, problem) => {
    expect(() => volumes(settings)).toThrow(problem)
  })
})

describe('settings that name no volume', () => {
  it.each(['hostPath', 'hostPath.', 'hostPath..', '.', '..'])('are passed over: %j', (key) => {
    expect(volumes({ [key]: 'x' })).toEqual([])
  })
})

describe('the order of things that Spark numbers', () => {
  it('goes through settings as Spark 4.1.4 did', () => {
    const recorded: readonly (readonly [string, string])[] = [
      ['spark.hadoop.fs.s3a.vectored.read.min.seek.size', '128K'],
      ['spark.kubernetes.container.image', 'spark:4.1.4'],
      ['spark.app.name', 'spark-pi'],
      ['spark.driver.host', '127.0.0.1'],
      ['spark.executor.id', 'driver'],
      ['spark.driver.bindAddress', '127.0.0.1'],
      ['spark.ui.enabled', 'false'],
      ['spark.driver.blockManager.port', '17079'],
      ['spark.hadoop.fs.s3a.vectored.read.max.merged.size', '2M'],
      ['spark.executor.instances', '2'],
      ['spark.scheduler.minRegisteredResourcesRatio', '0'],
      ['spark.driver.port', '17078'],
    ]
    expect(settingsOrder(recorded.toSorted())).toEqual(recorded)
  })

  it('is, for five volumes and more, the one in which Spark 4.1.4 numbered these', () => {
    const six = volumes({
      'persistentVolumeClaim.w0.mount.path': '/m0',
      'persistentVolumeClaim.w0.options.claimName': 'c-SPARK_EXECUTOR_ID',
      'persistentVolumeClaim.w0.options.storageClass': '',
      'persistentVolumeClaim.w0.options.sizeLimit': '5Gi',
      'emptyDir.w1.mount.path': '/m1',
      'emptyDir.w1.mount.readOnly': 'true',
      'emptyDir.w1.options.medium': 'Memory',
      'nfs.spark-local-dir-2.mount.path': '/m2',
      'nfs.spark-local-dir-2.options.server': 's',
      'nfs.spark-local-dir-2.options.path': '/e',
      'hostPath.spark-local-dir-3.mount.path': '/m3',
      'hostPath.spark-local-dir-3.options.path': '/h',
      'persistentVolumeClaim.data-4.mount.path': '/m4',
      'persistentVolumeClaim.data-4.options.claimName': 'pre-OnDemand-post',
      'persistentVolumeClaim.data-4.options.storageClass': '',
      'persistentVolumeClaim.data-4.options.sizeLimit': '5Gi',
      'persistentVolumeClaim.data-4.label.l': 'x',
      'persistentVolumeClaim.v5.mount.path': '/m5',
      'persistentVolumeClaim.v5.options.claimName': 'OnDemand',
      'persistentVolumeClaim.v5.options.storageClass': 'gp3',
      'persistentVolumeClaim.v5.options.sizeLimit': '5Gi',
    })
    expect(six.map(({ name }) => name)).toEqual(['data-4', 'v5', 'spark-local-dir-2', 'w1', 'w0', 'spark-local-dir-3'])
  })

  it('tells a medium that is empty from none', () => {
    const names = (option: string) =>
      volumes(
        Object.fromEntries(
          [...'abcdef'].flatMap((name) => [
            [`emptyDir.${name}.mount.path`, `/${name}`],
            [`emptyDir.${name}.${option}`, ''],
          ]),
        ),
      ).map(({ name }) => name)
    expect(names('options.medium')).toEqual(['a', 'c', 'b', 'e', 'd', 'f'])
    expect(names('options.other')).not.toEqual(names('options.medium'))
  })

  it("is that of Scala's trie for more than four", () => {
    expect(scalaMapOrder(['d', 'c', 'b', 'a'])).toEqual(['d', 'c', 'b', 'a'])
    expect(scalaMapOrder(['e', 'd', 'c', 'b', 'a'])).toEqual(['e', 'a', 'b', 'c', 'd'])
  })
})

describe('devices', () => {
  it('become limits under their vendor’s name, where any are asked for', () => {
    const conf = SparkConf.of({
      'spark.driver.resource.gpu.amount': '2',
      'spark.driver.resource.gpu.vendor': 'nvidia.com',
      'spark.driver.resource.fpga.amount': '0',
    })
    expect(deviceLimits(conf, 'spark.driver')).toEqual({ 'nvidia.com/gpu': '2' })
  })

  it('need an amount and a vendor', () => {
    const vendorOnly = SparkConf.of({ 'spark.driver.resource.gpu.vendor': 'nvidia.com' })
    const amountOnly = SparkConf.of({ 'spark.driver.resource.gpu.amount': '1' })
    expect(() => deviceLimits(vendorOnly, 'spark.driver')).toThrow('You must specify an amount for gpu')
    expect(() => deviceLimits(amountOnly, 'spark.driver')).toThrow('vendor was not specified')
  })
})
