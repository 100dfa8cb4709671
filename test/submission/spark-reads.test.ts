import { describe, expect, it } from 'vitest'
import { parseArguments } from '../../lib/submission/arguments/parse-arguments.ts'
import { resolveSubmission } from '../../lib/submission/arguments/resolve-submission.ts'
import { clientFiles } from '../../lib/submission/client-file.ts'
import { built, driverContainer } from '../builders/driver-submission.ts'

const MASTER = ['--master', 'k8s://https://host:443', '--deploy-mode', 'cluster']
const resolved = (...args: readonly string[]) =>
  resolveSubmission(parseArguments([...MASTER, ...args]), { environment: { HOME: '/home/ann' }, cwd: '/work' })
const refusal = (code: string, message = '') =>
  expect.objectContaining({ code, message: expect.stringContaining(message) })

describe('settings as Spark reads them', () => {
  it('takes the version of Spark into the image', () => {
    const objects = built({ 'spark.kubernetes.container.image': 'apache/spark:{{SPARK_VERSION}}-java21' })
    expect(driverContainer(objects).image).toBe('apache/spark:4.1.4-java21')
  })

  it.each([
    ['spark.driver.port', ' 7078'],
    ['spark.driver.blockManager.port', '${spark.x}'],
    ['spark.driver.resource.gpu.amount', ' 2'],
  ])('takes no blanks and no references in %s, which Spark reads by its key alone', (key, value) => {
    const settings = { [key]: value, 'spark.x': '1', 'spark.driver.resource.gpu.vendor': 'nvidia.com' }
    expect(() => built({ 'spark.driver.resource.gpu.amount': '1', ...settings })).toThrow(
      refusal('INVALID_PROPERTY', key),
    )
  })

  it('asks for no devices where less than one is wanted', () => {
    const settings = { 'spark.driver.resource.gpu.amount': '-1', 'spark.driver.resource.gpu.vendor': 'nvidia.com' }
    expect(driverContainer(built(settings)).resources?.limits).toEqual({ memory: '1408Mi' })
  })

  it('reads the least overhead and the factor also where an overhead is given', () => {
    const overhead = { 'spark.driver.memoryOverhead': '1g' }
    for (const key of ['spark.driver.minMemoryOverhead', 'spark.driver.memoryOverheadFactor']) {
      expect(() => built({ ...overhead, [key]: '' })).toThrow(refusal('INVALID_PROPERTY', key))
    }
  })

  it('reads the port of block managers also where the driver has one of its own', () => {
    const ports = { 'spark.driver.blockManager.port': '1', 'spark.blockManager.port': 'x' }
    expect(() => built(ports)).toThrow(refusal('INVALID_PROPERTY', 'spark.blockManager.port'))
  })

  it('says of a number with blanks how it was written', () => {
    expect(() => built({ 'spark.driver.port': ' 1' })).toThrow(refusal('INVALID_PROPERTY', "was ' 1'"))
  })

  it('counts overhead in 32 bits', () => {
    const { resources } = driverContainer(built({ 'spark.driver.memoryOverheadFactor': 'Infinity' }))
    expect(resources?.limits?.['memory']).toBe('2147484671Mi')
  })

  it('still knows the name that the overhead had on YARN', () => {
    const { resources } = driverContainer(built({ 'spark.yarn.driver.memoryOverhead': '700' }))
    expect(resources?.limits?.['memory']).toBe('1724Mi')
  })

  it('takes the name of the application as it is written', () => {
    expect(built({ 'spark.app.name': '${spark.master}' }).pod.metadata?.name).toMatch(/^spark-master-/)
  })

  it('leaves out what follows the last local directory', () => {
    const { env } = driverContainer(built({ 'spark.local.dir': '/a,/b,,' }))
    expect(env).toContainEqual({ name: 'SPARK_LOCAL_DIRS', value: '/a,/b' })
  })

  it('has no local directory where commas name none, and one where the setting is empty', () => {
    const scratch = (directories: string) => {
      const { env, volumeMounts } = driverContainer(built({ 'spark.local.dir': directories }))
      return [
        env?.find(({ name }) => name === 'SPARK_LOCAL_DIRS')?.value,
        volumeMounts?.filter(({ name }) => name.startsWith('spark-local-dir-')).map(({ mountPath }) => mountPath),
      ]
    }
    expect(scratch(',,')).toEqual(['', []])
    expect(scratch('')).toEqual(['', ['']])
  })

  it('says which jars there are, also where there are none', () => {
    expect(built({}, { main: { kind: 'java' } }).sparkProperties.get('spark.jars')).toBe('')
    expect(built({}, { main: { kind: 'python', uri: 'local:///a.py' } }).sparkProperties.has('spark.jars')).toBe(false)
  })

  it('refuses a namespace that no URL can hold', () => {
    expect(() => built({ 'spark.kubernetes.namespace': 'a b' })).toThrow(refusal('INVALID_PROPERTY', "'a b'"))
  })

  it('refuses a pod without a name', () => {
    expect(() => built({ 'spark.kubernetes.driver.pod.name': '' })).toThrow(
      refusal('INVALID_PROPERTY', 'spark.kubernetes.driver.pod.name'),
    )
  })

  it('refers to variables of the submitting side in paths, too', () => {
    const conf = ['--conf', 'spark.kubernetes.kerberos.krb5.path=${env:HOME}/krb5.conf']
    expect(clientFiles(resolved(...conf, 'local:///a.jar').conf)).toEqual(['/home/ann/krb5.conf'])
  })
})

describe('a command line that spark-submit refuses', () => {
  it.each([
    [['--proxy-user', '', 'local:///a.jar'], 'PROXY_USER_MISSING', '--proxy-user'],
    [['--remote', 'sc://x', 'local:///a.jar'], 'REMOTE_AND_MASTER', '--remote'],
    [['--conf', 'spark.remote=sc://x', 'local:///a.jar'], 'REMOTE_AND_MASTER', 'spark.remote'],
    [['--class', 'org.apache.spark.repl.Main', 'local:///a.jar'], 'NOT_FOR_A_CLUSTER', 'Spark shells'],
    [['pyspark-shell'], 'NOT_FOR_A_CLUSTER', 'pyspark-shell'],
    [['--total-executor-cores', 'all', 'local:///a.jar'], 'INVALID_PROPERTY', 'Total executor cores'],
    [['--driver-cores', ' 2', 'local:///a.jar'], 'INVALID_PROPERTY', 'Driver cores'],
    [['--driver-java-options', '-Da "-Xmx4g"', 'local:///a.jar'], 'INVALID_PROPERTY', 'max heap(Xmx)'],
    [['--driver-java-options', `-"X"'m'\\x4g`, 'local:///a.jar'], 'INVALID_PROPERTY', 'max heap(Xmx)'],
    [['--driver-java-options', '-Da="x', 'local:///a.jar'], 'INVALID_PROPERTY', 'Invalid option string'],
    [['--driver-java-options', '-Da=x\\', 'local:///a.jar'], 'INVALID_PROPERTY', 'Invalid option string'],
  ] as [string[], string, string][])('%j', (args, code, message) => {
    expect(() => resolved(...args)).toThrow(refusal(code, message))
  })

  it('may name a largest heap where it is no option of the JVM', () => {
    expect(resolved('--driver-java-options', '-Dnote=-Xmx', 'local:///a.jar').args).toEqual([])
    expect(resolved('--driver-java-options', '-X\\"mx4g', 'local:///a.jar').args).toEqual([])
    expect(resolved('--driver-java-options', `-X'"'mx4g`, 'local:///a.jar').args).toEqual([])
  })

  it('resolves the lists of files that YARN has names for, as Spark does', () => {
    const { conf } = resolved('--conf', 'spark.yarn.dist.files=a.txt,local:///b', 'local:///a.jar')
    expect(conf.get('spark.yarn.dist.files', '')).toBe('file:/work/a.txt,local:///b')
  })
})
