import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { stringify } from 'yaml'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import type { CommandOutcome } from '../cli/run-command.ts'
import { FileServer } from './harness/file-server.ts'
import { executorsOf } from './harness/pods-in-view.ts'
import { program } from './harness/program-files.ts'
import { driverOf, submit } from './harness/submission.ts'
import { Tenant } from './harness/tenant.ts'
import { describeOnCluster, hostAddress, openTestCluster, type TestCluster } from './harness/test-cluster.ts'

interface View {
  readonly env: Readonly<Record<string, string>>
  readonly files: Readonly<Record<string, string>>
  /** File system by mount point. */
  readonly mounts: Readonly<Record<string, string>>
  readonly user: number
}

interface Report {
  readonly args: readonly string[]
  readonly driver: View
  readonly executor: View
  readonly remoteFile: string
  readonly appId: string
  readonly appName: string
}

/** The stock image knows no locale but POSIX, in which Java takes arguments for ASCII: so the job says which it wants. */
const UTF8 = { 'spark.kubernetes.driverEnv.LC_ALL': 'C.UTF-8', 'spark.executorEnv.LC_ALL': 'C.UTF-8' }

const ODD_ARGUMENTS = [
  '',
  ' two  words ',
  "it's",
  '"quoted"',
  '$HOME',
  '${PATH}',
  '`id`',
  'back\\slash\\n',
  'two\nlines',
  '\ttab',
  '*',
  '?[a-z]',
  '~',
  '#',
  '!',
  ';|&<>()',
  '--conf',
  '-v',
  'a=b,c:d',
  '%s%%',
  '{{APP_ID}}',
  'grüße ✓ 🚀',
]

const LOG4J = `rootLogger.level = warn
rootLogger.appenderRef.stdout.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = from-the-conf-folder %p %m%n%ex
`

const driverTemplate = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { labels: { 'template-label': 'driver' }, annotations: { 'template/annotation': 'kept' } },
  spec: {
    terminationGracePeriodSeconds: 7,
    initContainers: [
      {
        name: 'first',
        image: 'docker.io/library/spark:4.1.4',
        command: ['sh', '-c', 'echo written by the template > /shared/first.txt'],
        volumeMounts: [{ name: 'shared', mountPath: '/shared' }],
      },
    ],
    containers: [{ name: 'any-name', volumeMounts: [{ name: 'shared', mountPath: '/shared' }] }],
    volumes: [{ name: 'shared', emptyDir: {} }],
  },
}

const executorTemplate = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { labels: { 'template-label': 'executor' }, annotations: { 'template/annotation': 'kept too' } },
  spec: { containers: [{ name: 'any-name', env: [{ name: 'OF_TEMPLATE', value: 'yes' }] }] },
}

const PROBED = ['/secrets/password', '/shared/first.txt', '/node-etc/hostname', '/opt/spark/conf/log4j2.properties']

const podSettings = (role: 'driver' | 'executor'): Record<string, string> => ({
  [`spark.kubernetes.${role}.label.my-label`]: `${role}-label`,
  [`spark.kubernetes.${role}.annotation.example.com/note`]: 'app {{APP_ID}}',
  [`spark.kubernetes.${role}.secrets.credentials`]: '/secrets',
  [`spark.kubernetes.${role}.secretKeyRef.PASSWORD`]: 'credentials:password',
  [`spark.kubernetes.${role}.volumes.emptyDir.scratch.mount.path`]: '/scratch',
  [`spark.kubernetes.${role}.volumes.emptyDir.scratch.options.medium`]: 'Memory',
  [`spark.kubernetes.${role}.volumes.emptyDir.scratch.options.sizeLimit`]: '16Mi',
  [`spark.kubernetes.${role}.volumes.hostPath.node.mount.path`]: '/node-etc',
  [`spark.kubernetes.${role}.volumes.hostPath.node.mount.readOnly`]: 'true',
  [`spark.kubernetes.${role}.volumes.hostPath.node.options.path`]: '/etc',
})

const environmentSettings = {
  'spark.kubernetes.driverEnv.GREETING': 'good day, $USER = {{APP_ID}}',
  'spark.kubernetes.driverEnv.PROBE_FILES': PROBED.join(':'),
  'spark.executorEnv.GREETING': 'good evening',
  'spark.executorEnv.PROBE_FILES': PROBED.join(':'),
}

describeOnCluster('a job with everything that a pod can be given', () => {
  let cluster: TestCluster
  let tenant: Tenant
  let files: FileServer
  let outcome: CommandOutcome
  let log: string
  let report: Report
  let driver: Pod
  let executor: Pod

  const writeInputs = async (): Promise<void> => {
    await mkdir(join(tenant.folder, 'conf'))
    await writeFile(join(tenant.folder, 'conf', 'log4j2.properties'), LOG4J)
    await writeFile(join(tenant.folder, 'driver.yaml'), stringify(driverTemplate))
    await writeFile(join(tenant.folder, 'executor.yaml'), stringify(executorTemplate))
    await tenant.apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'credentials' },
      stringData: { password: 'open sesame' },
    })
  }

  beforeAll(async () => {
    cluster = openTestCluster()
    tenant = await Tenant.create(cluster)
    files = await FileServer.start(await hostAddress(cluster))
    await writeInputs()
    const job = await submit(tenant, {
      main: files.serve('surroundings.py', program('surroundings.py')),
      args: ODD_ARGUMENTS,
      conf: {
        ...UTF8,
        ...podSettings('driver'),
        ...podSettings('executor'),
        ...environmentSettings,
        'spark.kubernetes.driver.podTemplateFile': join(tenant.folder, 'driver.yaml'),
        'spark.kubernetes.executor.podTemplateFile': join(tenant.folder, 'executor.yaml'),
        'spark.kubernetes.local.dirs.tmpfs': 'true',
        'spark.driver.extraJavaOptions': '-Dof.the.driver="two words"',
      },
      options: ['--name', 'every thing', '--files', files.serve('remote.txt', 'from afar')],
      environment: { SPARK_CONF_DIR: join(tenant.folder, 'conf') },
    })
    outcome = await job.outcome
    driver = await driverOf(tenant)
    log = await tenant.log(driver.metadata?.name ?? '')
    const line = log.split('\n').find((it) => it.startsWith('REPORT '))
    if (line === undefined) throw new Error(`the job reported nothing: ${outcome.stderr}\n${log}`)
    report = JSON.parse(line.slice('REPORT '.length))
    executor = executorsOf(tenant.pods.everSeen)[0] as Pod
  })

  afterAll(async () => {
    await files?.stop()
    await tenant?.remove()
    cluster.close()
  })

  it('ends well', () => {
    expect(outcome.exitCode, outcome.stderr).toBe(0)
    expect(report.appName).toBe('every thing')
  })

  it('gets its arguments to the letter', () => {
    expect(report.args).toEqual(ODD_ARGUMENTS)
  })

  it('has its labels and annotations on driver and executor, with its id where it asked for it', () => {
    expect(driver.metadata?.labels).toMatchObject({ 'my-label': 'driver-label', 'spark-app-selector': report.appId })
    expect(executor.metadata?.labels).toMatchObject({ 'my-label': 'executor-label' })
    for (const { metadata } of [driver, executor])
      expect(metadata?.annotations).toMatchObject({ 'example.com/note': `app ${report.appId}` })
  })

  it('has its variables in both, to the letter', () => {
    expect(report.driver.env).toMatchObject({ GREETING: 'good day, $USER = {{APP_ID}}' })
    expect(report.executor.env).toMatchObject({ GREETING: 'good evening' })
  })

  it('has secrets as files and as variables', () => {
    for (const view of [report.driver, report.executor]) {
      expect(view.files['/secrets/password']).toBe('open sesame')
      expect(view.env['PASSWORD']).toBe('open sesame')
    }
  })

  it('has what the pod templates say, init containers and volumes too', () => {
    expect(driver.metadata?.labels?.['template-label']).toBe('driver')
    expect(driver.metadata?.annotations?.['template/annotation']).toBe('kept')
    expect(driver.spec?.terminationGracePeriodSeconds).toBe(7)
    expect(report.driver.files['/shared/first.txt']).toBe('written by the template\n')
    expect(executor.metadata?.labels?.['template-label']).toBe('executor')
    expect(executor.metadata?.annotations?.['template/annotation']).toBe('kept too')
    expect(report.executor.env['OF_TEMPLATE']).toBe('yes')
  })

  it("has an emptyDir in memory, and the node's folder", () => {
    for (const view of [report.driver, report.executor]) {
      expect(view.mounts['/scratch']).toBe('tmpfs')
      expect(view.files['/node-etc/hostname']).toMatch(/\S/)
    }
  })

  it('has its local folders on tmpfs', () => {
    for (const { env, mounts } of [report.driver, report.executor]) {
      // To a Python worker Spark names its own folder within.
      const mount = Object.keys(mounts).find((path) => env['SPARK_LOCAL_DIRS']?.startsWith(`${path}/`) && path !== '/')
      expect(mounts[env['SPARK_LOCAL_DIRS'] ?? ''] ?? mounts[mount ?? '']).toBe('tmpfs')
    }
  })

  it('has the files of the conf folder in both, and logs as they say', () => {
    expect(log).toContain('from-the-conf-folder ')
    for (const view of [report.driver, report.executor])
      expect(view.files['/opt/spark/conf/log4j2.properties']).toContain('from-the-conf-folder')
  })

  it('fetches its main resource and its files over HTTP', () => {
    expect(files.asked).toContain('/surroundings.py')
    expect(report.remoteFile).toBe('from afar')
  })

  it('runs as the user of the image, with the rights of the shipped Roles', () => {
    expect([report.driver.user, report.executor.user]).toEqual([185, 185])
    expect(driver.spec?.serviceAccountName).toBe('spark-driver')
    expect(executor.spec?.serviceAccountName).toBe('spark-executor')
    expect(log).not.toContain('forbidden')
  })

  it('leaves nothing but the driver and what goes with it', async () => {
    await tenant.pods.until('executors gone', (pods) => executorsOf(pods).length === 0)
    await tenant.deletePod(driver)
    await expect.poll(() => tenant.leftovers(), { timeout: 30_000 }).toEqual([])
  })
})
