import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openSubmissionCluster } from '../../lib/cli/connect/open-submission-cluster.ts'
import { keepExecutors } from '../../lib/cli/executors/keep-executors.ts'
import { ObservedExecutorCluster } from '../../lib/cli/executors/observed-cluster.ts'
import { planExecutors } from '../../lib/cli/executors/plan-executors.ts'
import { run } from '../../lib/cli/run.ts'
import { SparkConf } from '../../lib/conf/spark-conf.ts'
import type { KubernetesObject, Pod } from '../../lib/ports/kubernetes-types.ts'
import type { RecordedRequest } from '../conformance/oracle.ts'
import { type RecordingApiServer, startRecordingApiServer } from '../conformance/recording-api-server.ts'
import { capturedSurroundings } from './captured-surroundings.ts'

const CONF = ['--conf', 'spark.app.name=etl', '--conf', 'spark.kubernetes.container.image=spark:4.1.4']
const K = 'spark.kubernetes.executor.'

/** Calls the command until it ends; `when` is told of each line for the person, and may stop the command. */
async function call(args: readonly string[], when: (line: string, stop: () => void) => void = () => {}) {
  const stop = new AbortController()
  const surroundings = capturedSurroundings({ signal: stop.signal })
  const { stderr } = surroundings
  const told = {
    write: (line: string) => {
      stderr.write(line)
      when(line, () => stop.abort(new Error('enough')))
    },
  }
  const exitCode = await run(['executors', ...args], { ...surroundings, stderr: told })
  return { exitCode, ...surroundings.written }
}

const created = (requests: readonly RecordedRequest[]): string[] =>
  requests.filter(({ method }) => method === 'POST').map(({ path }) => path.split('/').at(-1) ?? '')

const left = ({ objects }: RecordingApiServer): string[] => [...objects.keys()]

describe('sparkdrop executors', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sparkdrop-executors-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text)
    return join(folder, name)
  }

  const printed = async (...args: string[]): Promise<KubernetesObject[]> => {
    const { stdout, stderr, exitCode } = await call([...CONF, '--dry-run', '-o', 'json', ...args])
    expect(exitCode, stderr).toBe(0)
    return JSON.parse(stdout).items
  }

  it('prints without a cluster what it would create', async () => {
    const objects = await printed('--count', '2')
    expect(objects.map(({ kind }) => kind)).toEqual(['ConfigMap', 'Pod', 'Pod'])
    expect(objects.every(({ metadata }) => metadata?.namespace === 'default')).toBe(true)
  })

  it('makes as many as the application begins with, where nobody says how many', async () => {
    const dynamic = [
      '--conf',
      'spark.dynamicAllocation.enabled=true',
      '--conf',
      'spark.dynamicAllocation.minExecutors=3',
    ]
    expect((await printed()).filter(({ kind }) => kind === 'Pod')).toHaveLength(2)
    expect((await printed(...dynamic)).filter(({ kind }) => kind === 'Pod')).toHaveLength(3)
  })

  it.each([
    ['{"id": 4, "executorResources": {"memory": "3g", "memoryOverhead": {"amount": 500}}}', '4', '3572Mi'],
    ['{"memory": "3g", "memoryOverhead": "500m", "taskCpus": 1}', '1', '3572Mi'],
    ['{"memory": 3072, "offHeapMemory": "1g"}', '1', '3456Mi'],
  ])('gives executors the profile %s', async (text, id, memory) => {
    const [, pod] = (await printed('--count', '1', '--profile', await file('profile.json', text))) as Pod[]
    expect(pod?.metadata?.labels).toMatchObject({ 'spark-exec-resourceprofile-id': id })
    expect(pod?.spec?.containers[0]?.resources?.limits).toMatchObject({ memory })
  })

  it.each([
    ['{', 'is no JSON'],
    ['[]', 'is no JSON object'],
    ['{"id": 0}', 'has the id 0: 1 or more'],
    ['{"executorResources": {}, "cores": 1}', 'has cores beside id, executorResources and taskResources'],
    ['{"memory": "much"}', 'has no size for memory'],
    ['{"cores": -1}', 'has no number above 0 for cores'],
    ['{"executorResources": []}', 'no JSON objects'],
  ])('refuses the profile %s', async (text, message) => {
    const { exitCode, stderr } = await call([...CONF, '--dry-run', '--profile', await file('bad.json', text)])
    expect(exitCode).toBe(1)
    expect(stderr).toContain(message)
  })

  it.each([
    [['--count', '0'], "--count: '0' is no number of executors"],
    [['--profile', '/none.json'], '/none.json does not exist'],
    [['--conf', `${K}podTemplateFile=/none.yaml`], '/none.yaml, which cannot be read'],
    [['--conf', 'spark.executor.memory=100m'], 'must be at least 471859200 bytes'],
    [['--conf', 'spark.kubernetes.allocation.pods.allocator=statefulset'], 'spark.kubernetes.driver.pod.name'],
    [
      ['--conf', 'spark.kubernetes.allocation.pods.allocator=deployment'],
      "'deployment' is neither direct nor statefulset",
    ],
    [['--conf', 'spark.task.cpus=2'], '(=1) has to be >= the number of cpus per task = 2'],
    [['--bogus'], 'unknown option'],
  ])('refuses %j', async (args, message) => {
    const { exitCode, stderr } = await call([...CONF, '--dry-run', ...args])
    expect(exitCode).toBe(1)
    expect(stderr).toContain(message)
  })

  it('needs a master to create anything', async () => {
    const { exitCode, stderr } = await call([...CONF, '--once'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('master')
  })

  it('deletes what it made when it is told to stop', async () => {
    await using api = await startRecordingApiServer()
    const args = ['--master', `k8s://http://${api.address}`, ...CONF, '--count', '3']
    const claims = `${K}volumes.persistentVolumeClaim.d.`
    const volume = [
      ['mount.path', '/d'],
      ['options.claimName', 'OnDemand'],
      ['options.storageClass', 'a'],
      ['options.sizeLimit', '1Gi'],
    ]
    const settings = volume.flatMap(([key, value]) => ['--conf', `${claims}${key}=${value}`])
    const { exitCode, stderr } = await call(
      [...args, ...settings],
      (line, stop) => line.startsWith('created ') && stop(),
    )
    expect(exitCode, stderr).toBe(0)
    expect(created(api.requests).toSorted()).toEqual([
      'configmaps',
      ...Array.from({ length: 3 }, () => 'persistentvolumeclaims'),
      ...Array.from({ length: 3 }, () => 'pods'),
    ])
    expect(left(api)).toEqual([])
  })

  it('leaves what it made with --once', async () => {
    await using api = await startRecordingApiServer()
    const { exitCode, stderr } = await call([
      '--master',
      `k8s://http://${api.address}`,
      ...CONF,
      '--count',
      '2',
      '--once',
    ])
    expect(exitCode, stderr).toBe(0)
    expect(left(api)).toHaveLength(3)
  })

  it('says at once what the API server refuses, and leaves nothing', async () => {
    const message = 'pods "x" is forbidden: exceeded quota: pods'
    await using api = await startRecordingApiServer(
      [],
      [{ method: 'POST', path: '/pods$', code: 403, reason: 'Forbidden', message }],
    )
    const { exitCode, stderr } = await call(['--master', `k8s://http://${api.address}`, ...CONF, '--once'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain(message)
    expect(left(api)).toEqual([])
  })

  it('gives up when the API server creates nothing for a while', async () => {
    await using api = await startRecordingApiServer([], [{ method: 'POST', path: '/pods$', code: 503 }])
    const surroundings = capturedSurroundings()
    const master = `k8s://http://${api.address}`
    const conf = SparkConf.of([
      ['spark.master', master],
      ['spark.kubernetes.container.image', 'spark:4.1.4'],
    ])
    const { client } = await openSubmissionCluster(conf, surroundings)
    const cluster = new ObservedExecutorCluster(client)
    const options = { conf: [], once: true, dryRun: false, output: 'yaml' } as const
    const plan = await planExecutors(conf, options, cluster, surroundings)
    const { loop, created } = keepExecutors(plan, cluster, true, surroundings, 20)
    await expect(created).rejects.toMatchObject({ code: 'EXECUTORS_STALLED', retryable: true })
    await loop.stop()
    expect(left(api)).toEqual([])
  })

  it('touches no application that is there already', async () => {
    const labels = { 'spark-app-selector': 'spark-live', 'spark-role': 'executor' }
    const theirs = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'theirs', namespace: 'default', labels } }
    await using api = await startRecordingApiServer([theirs])
    const args = ['--master', `k8s://http://${api.address}`, ...CONF, '--conf', 'spark.app.id=spark-live', '--once']
    const { exitCode, stderr } = await call(args)
    expect(exitCode).toBe(1)
    expect(stderr).toContain('leave spark.app.id out')
    expect(left(api)).toHaveLength(1)
  })

  it('says that the driver pod is missing to which executors would belong', async () => {
    await using api = await startRecordingApiServer()
    const named = ['--conf', 'spark.kubernetes.driver.pod.name=gone']
    const { exitCode, stderr } = await call(['--master', `k8s://http://${api.address}`, ...CONF, ...named, '--once'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('No pod was found named gone')
  })
})
