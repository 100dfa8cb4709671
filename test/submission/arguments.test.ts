import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { kubernetesMaster } from '../../lib/submission/arguments/master-url.ts'
import { parseArguments } from '../../lib/submission/arguments/parse-arguments.ts'
import { resolveSubmission, type SubmitContext } from '../../lib/submission/arguments/resolve-submission.ts'
import { resolveUri } from '../../lib/submission/arguments/resolve-uri.ts'

const context: SubmitContext = { environment: {}, cwd: '/home/me' }
const MASTER = ['--master', 'k8s://https://host:443']
const resolved = (args: readonly string[], more: Partial<SubmitContext> = {}) =>
  resolveSubmission(parseArguments([...MASTER, '--deploy-mode', 'cluster', ...args]), { ...context, ...more })

describe('arguments of spark-submit', () => {
  it('are options in either form, switches, the application, and what belongs to it', () => {
    const args = ['--name', 'pi', '--class=a.Main', '-c', 'spark.a=1=2', '-v', 'app.jar', '--name', 'mine', '-c']
    expect(parseArguments(args)).toEqual({
      options: { name: 'pi', mainClass: 'a.Main' },
      switches: new Set(['verbose']),
      conf: [['spark.a', '1=2']],
      primaryResource: 'app.jar',
      appArgs: ['--name', 'mine', '-c'],
    })
  })

  it.each([
    [['--nome', 'x'], 'UNKNOWN_OPTION', "Unrecognized option '--nome'."],
    [['--name'], 'OPTION_WITHOUT_VALUE', "Missing argument for option '--name'."],
    [['--conf', 'spark.a'], 'CONF_WITHOUT_EQUALS', "Spark config without '=': spark.a"],
    [['--kill', 'a', '--kill', 'b'], 'ACTION_TWICE', '--kill can be given only once'],
    [['--kill', 'a', '--status', 'b'], 'KILL_AND_STATUS', 'both --kill and --status'],
  ] as [string[], string, string][])('%j are refused', (args, code, message) => {
    expect(() => parseArguments(args)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    )
  })

  it('reach the application untouched', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (args) => {
        expect(parseArguments(['app.jar', ...args]).appArgs).toEqual(args)
      }),
    )
  })
})

describe('the submission of a command line', () => {
  it('takes the last of --conf and of the four options that the launcher turns into one', () => {
    const { conf } = resolved([
      ...['--driver-memory', '3g', '--conf', 'spark.driver.memory=2g'],
      ...['--conf', 'spark.driver.extraJavaOptions=-Da', '--driver-java-options', '-Db'],
      ...['--executor-memory', '5g', '--conf', 'spark.executor.memory=4g', 'local:///a.jar'],
    ])
    expect(conf.toRecord()).toMatchObject({
      'spark.driver.memory': '2g',
      'spark.driver.extraJavaOptions': '-Db',
      'spark.executor.memory': '5g',
    })
  })

  it('lets options go before --conf, that before the properties file, and variables come last', () => {
    const files = { propertiesFile: 'spark.executor.memory 5g\nspark.a file\nspark.b=file\n' }
    const args = ['--executor-memory', '3g', '--conf', 'spark.executor.memory=2g', '--conf', 'spark.b=conf']
    const { conf } = resolved([...args, '--properties-file', 'x', 'local:///a.jar'], {
      ...files,
      defaultsFile: 'spark.a defaults',
      environment: { SPARK_EXECUTOR_MEMORY: '9g', SPARK_DRIVER_MEMORY: '8g' },
    })
    expect(conf.toRecord()).toMatchObject({
      'spark.executor.memory': '3g',
      'spark.a': 'file',
      'spark.b': 'conf',
      'spark.driver.memory': '8g',
    })
  })

  it('reads spark-defaults.conf where no other file is named, or where it is asked for', () => {
    const files = { propertiesFile: 'spark.a file', defaultsFile: 'spark.a defaults\nspark.d defaults' }
    const a = (args: string[]) => resolved([...args, 'local:///a.jar'], files).conf.toRecord()
    expect(a(['--properties-file', 'x'])).not.toHaveProperty(['spark.d'])
    expect(a(['--properties-file', 'x', '--load-spark-defaults'])).toMatchObject({
      'spark.a': 'file',
      'spark.d': 'defaults',
    })
  })

  it('leaves out settings that are not Spark’s, and says so', () => {
    const { conf, warnings } = resolved(['--conf', 'mine=1', 'local:///a.jar'])
    expect(conf.contains('mine')).toBe(false)
    expect(warnings).toEqual(['Ignoring non-Spark config property: mine'])
  })

  it('says what means nothing on Kubernetes, and what is deprecated', () => {
    expect(resolved(['--queue', 'q', '--supervise', '--kubernetes-namespace', 'n', 'local:///a.jar'])).toMatchObject({
      conf: expect.objectContaining({}),
      warnings: [
        '--queue means nothing on Kubernetes and is ignored',
        '--supervise means nothing on Kubernetes and is ignored',
        '--kubernetes-namespace is deprecated: use --conf spark.kubernetes.namespace=…',
      ],
    })
  })

  it('names files by URIs, from where it was called', () => {
    const { conf, main } = resolved(['--jars', 'a.jar, /b.jar,s3a://c/c.jar', '--archives', '../e.zip#e', 'app.jar'])
    expect(main).toEqual({ kind: 'java', uri: 'file:/home/me/app.jar' })
    expect(conf.get('spark.jars', '')).toBe('file:/home/me/a.jar,file:/b.jar,s3a://c/c.jar')
    expect(conf.get('spark.archives', '')).toBe('file:/home/e.zip#e')
  })

  it.each([
    [['--deploy-mode', 'client', 'a.jar'], 'CLIENT_MODE'],
    [['--deploy-mode', 'local', 'a.jar'], 'INVALID_DEPLOY_MODE'],
    [['--conf', 'spark.driver.memory=4 gigs', 'a.jar'], 'INVALID_PROPERTY'],
    [['--num-executors', '0', 'a.jar'], 'INVALID_PROPERTY'],
    [['--driver-java-options', '-Xmx4g', 'a.jar'], 'INVALID_PROPERTY'],
    [['--proxy-user', 'a', '--principal', 'b', 'a.jar'], 'PROXY_USER_AND_PRINCIPAL'],
    [['--master', 'yarn', 'a.jar'], 'INVALID_MASTER'],
    [[], 'MAIN_FILE_MISSING'],
  ] as [string[], string][])('%j is refused as %s', (args, code) => {
    expect(() => resolved(args)).toThrow(expect.objectContaining({ code }))
  })

  it('takes no executors where their number follows the work', () => {
    const dynamic = ['--conf', 'spark.dynamicAllocation.enabled=true', '--num-executors', '0', 'local:///a.jar']
    expect(() => resolved(dynamic)).not.toThrow()
  })
})

describe('a master', () => {
  it('has https where it names no scheme', () => {
    expect(kubernetesMaster('k8s://host:443')).toBe('k8s://https://host:443')
    expect(kubernetesMaster('k8s://http://host:8080')).toBe('k8s://http://host:8080')
  })

  it.each(['yarn', '', 'k8s://', 'k8s://ftp://host'])('is not %j', (master) => {
    expect(() => kubernetesMaster(master)).toThrow(expect.objectContaining({ code: 'INVALID_MASTER' }))
  })
})

describe('a path', () => {
  it('becomes a URI, with what no URI holds encoded', () => {
    expect(resolveUri('/a b/./c/../d%.jar#x', '/')).toBe('file:/a%20b/d%25.jar#x')
    expect(resolveUri('/a\t\n\u00a0ü.jar', '/')).toBe('file:/a%09%0A%C2%A0ü.jar')
  })

  it('that is a URI stays one, but may hold no blank', () => {
    expect(resolveUri('s3a://b/k', '/')).toBe('s3a://b/k')
    expect(() => resolveUri('s3a://b/a k', '/')).toThrow('write %20 for a space in it')
  })
})
