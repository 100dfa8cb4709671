import { execFile, spawn, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmbeddedApiServer, startApiServer } from '../../../local/kubernetes/api-server.ts'
import { ApiUnderTest } from '../../contracts/kubernetes-api/api-under-test.ts'
import { podBody } from '../../contracts/kubernetes-api/samples.ts'

const PODS = '/api/v1/namespaces/default/pods'

const KUBECTL = 'kubectl'

const hasKubectl = spawnSync(KUBECTL, ['version', '--client']).status === 0

const MANIFEST = `
apiVersion: v1
kind: Pod
metadata: {name: applied, labels: {app: x}}
spec:
  restartPolicy: Never
  containers: [{name: main, image: "busybox:1.36", env: [{name: A, value: b}]}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: applied}
data: {key: value}
---
apiVersion: v1
kind: Service
metadata: {name: applied}
spec: {selector: {app: x}, ports: [{port: 80}]}
`

describe.skipIf(!hasKubectl)(`kubectl${hasKubectl ? '' : ' (skipped: it is not on the PATH)'}`, () => {
  let server: EmbeddedApiServer
  let api: ApiUnderTest
  let folder: string
  let environment: NodeJS.ProcessEnv

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kubectl-'))
    server = await startApiServer({ logsDir: join(folder, 'logs') })
    api = new ApiUnderTest({ url: server.url })
    // Without this, kubectl would keep what it discovered of another server at the same port, and read its kubeconfig.
    environment = { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: join(folder, 'none') }
    await writeFile(join(folder, 'manifest.yaml'), MANIFEST)
  })

  afterAll(async () => {
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const kubectl = async (...args: string[]): Promise<string> => {
    const run = promisify(execFile)(KUBECTL, ['-s', server.url, ...args], { env: environment })
    return (await run).stdout
  }

  const refusal = (...args: string[]): Promise<string> =>
    kubectl(...args).then(
      () => 'succeeded',
      (error: { stderr: string }) => error.stderr,
    )

  it('applies a manifest, finds it unchanged, and changes it', async () => {
    const file = join(folder, 'manifest.yaml')
    expect(await kubectl('apply', '-f', file)).toBe(
      'pod/applied created\nconfigmap/applied created\nservice/applied created\n',
    )
    expect(await kubectl('apply', '-f', file)).toBe(
      'pod/applied unchanged\nconfigmap/applied unchanged\nservice/applied unchanged\n',
    )
    const changed = join(folder, 'changed.yaml')
    await writeFile(changed, MANIFEST.replace('key: value', 'key: other'))
    expect(await kubectl('apply', '-f', changed)).toContain('configmap/applied configured')
    expect(await kubectl('get', 'configmap', 'applied', '-o', 'jsonpath={.data.key}')).toBe('other')
    expect(await kubectl('diff', '-f', changed)).toBe('')
  })

  it('applies on the server, and is told of conflicts', async () => {
    const file = join(folder, 'server-side.yaml')
    await writeFile(file, 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ssa}\ndata: {a: "1"}\n')
    expect(await kubectl('apply', '--server-side', '-f', file)).toBe('configmap/ssa serverside-applied\n')
    await kubectl('patch', 'configmap', 'ssa', '--type=merge', '-p', '{"data":{"a":"2"}}')
    expect(await refusal('apply', '--server-side', '-f', file)).toContain(
      'Apply failed with 1 conflict: conflict with "kubectl-patch"',
    )
    await kubectl('apply', '--server-side', '--force-conflicts', '-f', file)
    expect(await kubectl('get', 'configmap', 'ssa', '-o', 'jsonpath={.data.a}')).toBe('1')
  })

  it('shows pods as a table, wide, as YAML, and described', async () => {
    await api.post(PODS, podBody('shown'))
    expect(await kubectl('get', 'pod', 'shown')).toMatch(
      /^NAME +READY +STATUS +RESTARTS +AGE\nshown +0\/1 +Pending +0 +\d+s\n$/,
    )
    expect(await kubectl('get', 'pod', 'shown', '-o', 'wide')).toContain('NOMINATED NODE')
    expect(await kubectl('get', 'pod', 'shown', '-o', 'yaml')).toContain('  restartPolicy: Always\n')
    const described = await kubectl('describe', 'pod', 'shown')
    expect(described).toMatch(/Service Account: +default/)
    expect(described).toMatch(/QoS Class: +BestEffort/)
  })

  it('shows the events of a pod', async () => {
    const { body: pod } = await api.post(PODS, podBody('eventful'))
    const event = {
      metadata: { name: 'eventful.1' },
      involvedObject: { apiVersion: 'v1', kind: 'Pod', name: 'eventful', namespace: 'default', uid: pod.metadata.uid },
      reason: 'Started',
      message: 'Started container main',
      type: 'Normal',
      firstTimestamp: pod.metadata.creationTimestamp,
      lastTimestamp: pod.metadata.creationTimestamp,
      count: 1,
    }
    await api.post('/api/v1/namespaces/default/events', event)
    expect(await kubectl('get', 'events')).toMatch(/Normal +Started +pod\/eventful +Started container main/)
    expect(await kubectl('describe', 'pod', 'eventful')).toContain('Started container main')
  })

  it('labels, annotates and patches', async () => {
    await api.post(PODS, podBody('marked'))
    expect(await kubectl('label', 'pod', 'marked', 'a=b')).toBe('pod/marked labeled\n')
    expect(await kubectl('annotate', 'pod', 'marked', 'c=d')).toBe('pod/marked annotated\n')
    expect(
      await kubectl('patch', 'pod', 'marked', '-p', '{"spec":{"containers":[{"name":"main","image":"other:2"}]}}'),
    ).toBe('pod/marked patched\n')
    expect(await kubectl('get', 'pods', '-l', 'a in (b)', '-o', 'jsonpath={.items[*].spec.containers[0].image}')).toBe(
      'other:2',
    )
  })

  it.each([
    [['configmap', 'made', '--from-literal=a=b'], 'configmap/made created\n'],
    [['secret', 'generic', 'made', '--from-literal=a=b'], 'secret/made created\n'],
    [['serviceaccount', 'made'], 'serviceaccount/made created\n'],
    [['service', 'clusterip', 'made', '--tcp=80:8080'], 'service/made created\n'],
    [['role', 'made', '--verb=get', '--resource=pods'], 'role.rbac.authorization.k8s.io/made created\n'],
    [
      ['rolebinding', 'made', '--role=made', '--serviceaccount=default:made'],
      'rolebinding.rbac.authorization.k8s.io/made created\n',
    ],
    [['namespace', 'made'], 'namespace/made created\n'],
  ])('creates a %j', async (args, said) => {
    expect(await kubectl('create', ...args)).toBe(said)
  })

  it('is told by the server what is wrong with an object', async () => {
    const file = join(folder, 'wrong.yaml')
    await writeFile(file, 'apiVersion: v1\nkind: Pod\nmetadata: {name: wrong}\nspec: {foo: 1, containers: []}\n')
    expect(await refusal('create', '-f', file)).toContain('strict decoding error: unknown field "spec.foo"')
    expect(await refusal('create', '--validate=false', '-f', file)).toContain('spec.containers: Required value')
    expect(await refusal('get', 'pod', 'nobody')).toBe('Error from server (NotFound): pods "nobody" not found\n')
  })

  it('deletes and waits until the object is gone', async () => {
    await api.post(PODS, podBody('doomed'))
    expect(await kubectl('delete', 'pod', 'doomed')).toMatch(/^pod "doomed" deleted/)
    expect((await api.get(`${PODS}/doomed`)).status).toBe(404)
  })

  it('prints a log, and follows one to its end', async () => {
    const { body: pod } = await api.post(PODS, podBody('logged', { nodeName: 'n' }))
    const logs = join(folder, 'logs', pod.metadata.uid)
    await mkdir(logs, { recursive: true })
    await writeFile(join(logs, 'main.log'), 'one\ntwo\nthree\n')
    const state = (of: object): object => ({
      status: {
        containerStatuses: [{ name: 'main', ready: true, restartCount: 0, image: 'i', imageID: '', state: of }],
      },
    })
    await api.merge(`${PODS}/logged/status`, state({ running: { startedAt: pod.metadata.creationTimestamp } }))
    expect(await kubectl('logs', 'logged')).toBe('one\ntwo\nthree\n')
    expect(await kubectl('logs', 'logged', '--tail=1')).toBe('three\n')
    const followed = kubectl('logs', '-f', 'logged')
    await writeFile(join(logs, 'main.log'), 'four\n', { flag: 'a' })
    await api.merge(`${PODS}/logged/status`, state({ running: null, terminated: { exitCode: 0 } }))
    expect(await followed).toBe('one\ntwo\nthree\nfour\n')
    await api.delete(`${PODS}/logged`, { gracePeriodSeconds: 0 })
  })

  it('watches pods come and go', async () => {
    const watching = spawn(KUBECTL, ['-s', server.url, 'get', 'pods', '-w', '-l', 'watched=yes', '-o', 'name'], {
      env: environment,
    })
    let seen = ''
    watching.stdout.on('data', (text: Buffer) => {
      seen += text.toString()
    })
    await api.post(PODS, podBody('watched', {}, { labels: { watched: 'yes' } }))
    await api.until(async () => seen.includes('pod/watched'))
    watching.kill()
    await new Promise((resolve) => watching.once('close', resolve))
    expect(seen.split('\n')[0]).toBe('pod/watched')
  })
})
