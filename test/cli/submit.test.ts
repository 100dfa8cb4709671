import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { Interrupted } from '../../lib/cli/explain-error.ts'
import { run } from '../../lib/cli/run.ts'
import { startRecordingS3 } from '../conformance/recording-s3.ts'
import { type CapturedSurroundings, capturedSurroundings } from './captured-surroundings.ts'
import { EmbeddedCluster } from './embedded-cluster.ts'

const GATED = (pod: { spec?: { schedulingGates?: unknown[] } }): boolean => (pod.spec?.schedulingGates ?? []).length > 0

describe('sparkdrop submit', () => {
  let cluster: EmbeddedCluster
  let folder: string
  beforeAll(async () => {
    cluster = await EmbeddedCluster.start()
    folder = await mkdtemp(join(tmpdir(), 'sparkdrop-submit-'))
  })
  afterAll(async () => {
    await cluster.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const submission = (name: string, ...options: string[]): string[] => [
    ...['submit', '--master', `k8s://${cluster.url}`, '--class', 'com.example.Main', '--name', name],
    ...['--conf', `spark.kubernetes.driver.pod.name=${name}`, '--conf', 'spark.kubernetes.container.image=spark:4.1.4'],
    ...options,
    'local:///opt/app.jar',
  ]
  const NO_WAIT = ['--conf', 'spark.kubernetes.submission.waitAppCompletion=false']
  const exists = async (name: string): Promise<boolean> =>
    (await cluster.pods()).some(({ metadata }) => metadata?.name === name)

  it('creates a driver with all that it owns, free to start', async () => {
    const surroundings = capturedSurroundings()
    expect(await run(submission('complete', ...NO_WAIT), surroundings)).toBe(0)
    const pod = await cluster.pod('complete')
    expect(GATED(pod)).toBe(false)
    const maps = await cluster.get<{ items: { metadata: { ownerReferences?: { uid: string }[] } }[] }>(
      '/api/v1/namespaces/default/configmaps',
    )
    const owners = maps.items.flatMap(({ metadata }) => metadata.ownerReferences?.map(({ uid }) => uid) ?? [])
    expect(owners).toContain(pod.metadata?.uid)
    expect(surroundings.written.stderr).toMatch(
      /^Deployed Spark application complete with application ID spark-\w+ and submission ID default:complete into Kubernetes\n$/,
    )
  })

  it('prints the objects as YAML, and creates nothing, with --dry-run', async () => {
    const surroundings = capturedSurroundings()
    expect(await run(submission('dry', '--dry-run'), surroundings)).toBe(0)
    const objects = parseAllDocuments(surroundings.written.stdout).map((document) => document.toJS())
    expect(objects.map(({ kind, metadata }) => [kind, metadata.namespace])).toEqual([
      ['Pod', 'default'],
      ['Service', 'default'],
      ['ConfigMap', 'default'],
    ])
    expect(await exists('dry')).toBe(false)
  })

  it('prints them as one List with -o json', async () => {
    const surroundings = capturedSurroundings()
    expect(await run(submission('dry', '--dry-run', '-o', 'json'), surroundings)).toBe(0)
    expect(JSON.parse(surroundings.written.stdout)).toMatchObject({ kind: 'List', items: [{ kind: 'Pod' }, {}, {}] })
  })

  it('keeps what is secret out of --verbose', async () => {
    const surroundings = capturedSurroundings()
    await run(submission('dry', '--dry-run', '--verbose', '--conf', 'spark.my.password=hunter2'), surroundings)
    expect(surroundings.written.stderr).toContain('(spark.my.password,*********(redacted))')
    expect(surroundings.written.stderr).not.toContain('hunter2')
  })

  it('reports while it waits, and ends as the driver does', async () => {
    const surroundings = capturedSurroundings()
    const exit = run(submission('waits', '--conf', 'spark.kubernetes.report.interval=20ms'), surroundings)
    await cluster.pod('waits', (pod) => !GATED(pod))
    await cluster.report('waits')
    await cluster.report('waits', 42)
    expect(await exit).toBe(42)
    const { stderr } = surroundings.written
    expect(stderr).toMatch(
      /^Waiting for application waits with application ID spark-\w+ and submission ID default:waits to finish/,
    )
    expect(stderr).toContain('State changed, new state: \n\t pod name: waits\n\t namespace: default\n')
    expect(stderr).toContain('\n\t exit code: 42\n\t termination reason: Error\n')
    expect(stderr).toContain('sparkdrop: the driver failed (USER_CODE)')
  })

  it("writes the driver's log to standard output with --follow, wait or not", async () => {
    const surroundings = capturedSurroundings()
    const interval = ['--conf', 'spark.kubernetes.report.interval=20ms']
    const exit = run(submission('follows', '--follow', ...NO_WAIT, ...interval), surroundings)
    const pod = await cluster.pod('follows', (one) => !GATED(one))
    await cluster.bind('follows')
    await cluster.write(pod, 'Pi is roughly 3.14\n')
    await cluster.report('follows')
    await cluster.write(pod, 'done\n')
    await cluster.report('follows', 0)
    expect(await exit).toBe(0)
    expect(surroundings.written.stdout).toBe('Pi is roughly 3.14\ndone\n')
  })

  it('ends with an error where the driver pod is deleted before its end', async () => {
    const surroundings = capturedSurroundings()
    const exit = run(submission('deleted', '--conf', 'spark.kubernetes.report.interval=20ms'), surroundings)
    await cluster.pod('deleted', (pod) => !GATED(pod))
    await cluster.deletePod('deleted')
    expect(await exit).toBe(1)
    expect(surroundings.written.stderr).toContain('was deleted before')
  })

  it('leaves a driver that runs alone when it is stopped, and says how to end it', async () => {
    const stop = new AbortController()
    const surroundings = capturedSurroundings({ signal: stop.signal })
    const exit = run(submission('goes-on'), surroundings)
    await cluster.pod('goes-on', (pod) => !GATED(pod))
    stop.abort(new Interrupted('SIGINT'))
    expect(await exit).toBe(130)
    expect(surroundings.written.stderr).toContain('sparkdrop submit --kill default:goes-on')
    expect(await exists('goes-on')).toBe(true)
  })

  it('creates nothing when it is stopped before', async () => {
    const surroundings = capturedSurroundings({ signal: AbortSignal.abort(new Interrupted('SIGTERM')) })
    expect(await run(submission('stopped'), surroundings)).toBe(143)
    expect(await exists('stopped')).toBe(false)
  })

  it("runs the user's own modules as the last steps", async () => {
    const module = join(folder, 'step.mjs')
    await writeFile(module, "export const driverStep = () => ({ systemProperties: { 'spark.mine': 'yes' } })")
    const surroundings = capturedSurroundings({ cwd: folder })
    const step = ['--conf', 'spark.kubernetes.driver.pod.featureSteps=./step.mjs']
    expect(await run(submission('steps', '--dry-run', ...step), surroundings)).toBe(0)
    expect(surroundings.written.stdout).toContain('spark.mine=yes')
  })

  it.each([
    [['--clas', 'x'], "Unrecognized option '--clas'. Did you mean --class?"],
    [['--output', 'xml'], "--output: 'xml' is none of yaml, json"],
    [['--deploy-mode', 'client'], 'sparkdrop client-service'],
    [['--properties-file', 'none.conf'], '--properties-file: none.conf does not exist'],
    [['--master', 'k8s://https://host:port'], "spark.master: 'k8s://https://host:port' holds no URL"],
    [['--conf', 'spark.kubernetes.submission.waitAppCompletion=maybe'], "true or false, but was 'maybe'"],
    [['--conf', 'spark.kubernetes.report.interval=now'], 'spark.kubernetes.report.interval'],
    [['--jars', '/nowhere/a.jar'], '/nowhere/a.jar does not exist'],
    [['--conf', 'spark.kubernetes.driver.pod.featureSteps=./no.mjs'], './no.mjs cannot be loaded'],
  ])('refuses %j, saying what would be right', async (options, message) => {
    const surroundings = capturedSurroundings()
    expect(await run(submission('refused', ...options), surroundings)).toBe(1)
    expect(surroundings.written.stderr).toContain(message)
    expect(await exists('refused')).toBe(false)
  })

  it('warns of settings that it does not know, and goes on', async () => {
    const surroundings = capturedSurroundings()
    const misspelt = ['--conf', 'spark.kubernetes.driver.pod.nam=x', '--conf', 'sparkdrop.gate=false']
    expect(await run(submission('warned', '--dry-run', ...misspelt), surroundings)).toBe(0)
    expect(surroundings.written.stderr).toContain('did you mean spark.kubernetes.driver.pod.name?')
    expect(surroundings.written.stderr).toContain('warning: sparkdrop.gate is no setting')
  })

  it('names the master that the kubeconfig would lead to', async () => {
    const kubeconfig = join(folder, 'kubeconfig')
    const contexts = [{ name: 'home', context: { cluster: 'c' } }]
    const clusters = [{ name: 'c', cluster: { server: cluster.url } }]
    await writeFile(kubeconfig, JSON.stringify({ 'current-context': 'home', contexts, clusters }))
    const surroundings = capturedSurroundings({ environment: { KUBECONFIG: kubeconfig } })
    expect(await run(['submit', 'local:///app.py'], surroundings)).toBe(1)
    expect(surroundings.written.stderr).toContain(
      `for the kubeconfig's context home write --master k8s://${cluster.url}`,
    )
  })

  it('names what is no jar', async () => {
    const surroundings = capturedSurroundings({ cwd: folder })
    await writeFile(join(folder, 'text.jar'), 'text')
    const args = ['submit', '--master', `k8s://${cluster.url}`]
    expect(await run([...args, 'text.jar'], surroundings)).toBe(1)
    expect(await run([...args, '.'], surroundings)).toBe(1)
    expect(surroundings.written.stderr).toMatch(/text\.jar: the file is no jar: .*\n.* is not a file\n/)
  })

  it('warns of variables that lead nowhere', async () => {
    const environment = {
      SPARK_USER: 'me',
      SPARK_CONF_DIR: '/no/conf',
      HADOOP_CONF_DIR: '/no/hadoop',
      KUBECONFIG: '/no/k',
    }
    const surroundings = capturedSurroundings({ environment })
    expect(await run(submission('astray', ...NO_WAIT), surroundings)).toBe(0)
    const { stderr } = surroundings.written
    expect(stderr).toContain('warning: SPARK_CONF_DIR names no folder: /no/conf')
    expect(stderr).toContain('warning: HADOOP_CONF_DIR names no folder: /no/hadoop')
    expect(stderr).toContain('warning: going on without a kubeconfig: KUBECONFIG names /no/k, which does not exist')
  })

  it('says that the call may work later where the API server does not answer', async () => {
    const surroundings = capturedSurroundings()
    const options = ['--master', 'k8s://http://127.0.0.1:1']
    expect(await run(submission('nobody', ...options), surroundings)).toBe(75)
    expect(surroundings.written.stderr).toContain('the Kubernetes API server at http://127.0.0.1:1 did not answer')
  })

  it('reads the pod template as YAML 1.1, as Kubernetes does', async () => {
    const template = join(folder, 'template.yaml')
    await writeFile(template, 'spec:\n  volumes:\n  - {name: v, secret: {secretName: s, defaultMode: 0400}}\n')
    const surroundings = capturedSurroundings()
    const option = ['--conf', `spark.kubernetes.driver.podTemplateFile=${template}`]
    expect(await run(submission('dry', '--dry-run', ...option), surroundings)).toBe(0)
    expect(parse(surroundings.written.stdout.split('---')[0] ?? '').spec.volumes[0].secret.defaultMode).toBe(256)
  })

  it('reads templates from the web and from S3, as Spark does', async () => {
    await using web = await startRecordingS3()
    const put = (body: string) => fetch(`${web.url}/bucket/t.yaml`, { method: 'PUT', body })
    await put('spec: {priorityClassName: from-afar}')
    const options = (uri: string) => [
      ...['--dry-run', '--conf', `spark.kubernetes.driver.podTemplateFile=${uri}`],
      ...['--conf', `spark.hadoop.fs.s3a.endpoint=${web.url}`, '--conf', 'spark.hadoop.fs.s3a.path.style.access=true'],
      ...['--conf', 'spark.hadoop.fs.s3a.access.key=a', '--conf', 'spark.hadoop.fs.s3a.secret.key=b'],
    ]
    for (const uri of [`${web.url}/bucket/t.yaml`, 's3a://bucket/t.yaml']) {
      const surroundings = capturedSurroundings()
      expect(await run(submission('dry', ...options(uri)), surroundings), surroundings.written.stderr).toBe(0)
      expect(surroundings.written.stdout).toContain('priorityClassName: from-afar')
    }
    const surroundings = capturedSurroundings()
    expect(await run(submission('dry', ...options(`${web.url}/bucket/none.yaml`)), surroundings)).toBe(1)
    expect(surroundings.written.stderr).toContain('spark.kubernetes.driver.podTemplateFile')
  })

  const text = ({ written }: CapturedSurroundings): string => written.stdout + written.stderr
  it.each([
    [['--help'], 0, 'sparkdrop <command>'],
    [['--version'], 0, 'submitting as Spark 4.1.4'],
    [['submit', '--help'], 0, '--driver-memory'],
    [['submit', '--version'], 0, 'sparkdrop '],
    [['submit'], 1, 'Usage: sparkdrop submit'],
    [[], 1, 'Usage: sparkdrop'],
    [['sumbit'], 1, 'did you mean sparkdrop submit?'],
    [['--master', 'local'], 1, 'as in: sparkdrop submit --master local'],
    [['help', 'submit'], 0, '--driver-memory'],
    [['explain', '--help'], 0, 'kubectl get pod'],
    [['submit', 'run-example', 'SparkPi'], 1, '--class org.apache.spark.examples.SparkPi local:///opt/spark'],
    [['submit', 'local:///app.py'], 1, '--master names the cluster'],
  ])('answers %j with exit code %i', async (args, exitCode, part) => {
    const surroundings = capturedSurroundings()
    expect(await run(args, surroundings)).toBe(exitCode)
    expect(text(surroundings)).toContain(part)
  })
})
