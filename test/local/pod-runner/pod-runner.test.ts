import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bareImage } from './bare-image.ts'
import { NodeUnderTest, podOf, shell } from './node-under-test.ts'

const terminated = (pod: { status?: { containerStatuses?: { state?: { terminated?: object } }[] } }) =>
  pod.status?.containerStatuses?.[0]?.state?.terminated

describe('a node that runs pods as processes', () => {
  let node: NodeUnderTest
  beforeAll(async () => {
    const images = { shell: bareImage({ env: { FROM_IMAGE: '$(POD_IP)' }, root: { '/opt/tools': '/usr/share' } }) }
    node = await NodeUnderTest.start({ images, nodeEnvironment: { AWS_REGION: 'us-east-1', SHARED: 'node' } })
  })
  afterAll(() => node.stop())

  it('runs a pod to success and keeps what it wrote', async () => {
    const { pod, output } = await node.run(podOf('success', [shell('echo out; echo err >&2')]))
    expect(pod.status?.phase).toBe('Succeeded')
    expect(terminated(pod)).toMatchObject({ exitCode: 0, reason: 'Completed' })
    expect(output).toBe('out\nerr\n')
  })

  it('reports the exit code of a container that fails', async () => {
    const { pod } = await node.run(podOf('failure', [shell('exit 3')]))
    expect(pod.status?.phase).toBe('Failed')
    expect(terminated(pod)).toMatchObject({ exitCode: 3, reason: 'Error' })
  })

  it('gives a container the variables of its spec, its image and its node, the spec first', async () => {
    await node.create({ metadata: { name: 'settings' }, data: { color: 'blue' } } as object, 'configmaps')
    await node.create({ metadata: { name: 'keys' }, stringData: { token: 't0p' } } as object, 'secrets')
    const env = [
      { name: 'POD', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'CPUS', valueFrom: { resourceFieldRef: { resource: 'requests.cpu', divisor: '1m' } } },
      { name: 'COLOR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'color' } } },
      { name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'keys', key: 'token' } } },
      { name: 'NONE', valueFrom: { secretKeyRef: { name: 'absent', key: 'x', optional: true } } },
      { name: 'SHARED', value: '$(POD)-pod' },
    ]
    const script = 'echo $POD $IP $FROM_IMAGE $CPUS $COLOR $TOKEN ${NONE-unset} $SHARED $AWS_REGION $pre_color $0'
    const container = shell('', {
      command: ['/bin/sh', '-c', script, '$(COLOR) $$(COLOR)'],
      env,
      envFrom: [{ prefix: 'pre_', configMapRef: { name: 'settings' } }],
      resources: { requests: { cpu: '250m' } },
    })
    const { pod, output } = await node.run(podOf('environment', [container]))
    const ip = pod.status?.podIP
    expect(output.trim()).toBe(
      `environment ${ip} ${ip} 250 blue t0p unset environment-pod us-east-1 blue blue $(COLOR)`,
    )
  })

  it('gives every live pod an address of its own', async () => {
    await Promise.all(['first', 'second'].map((name) => node.create(podOf(name, [shell('sleep 60')]))))
    const pods = await Promise.all(['first', 'second'].map((name) => node.running(name)))
    const addresses = pods.map(({ status }) => status?.podIP)
    expect(new Set(addresses).size).toBe(2)
    for (const address of addresses) expect(address).toMatch(/^127\.77\.\d+\.\d+$/)
    await Promise.all(['first', 'second'].map((name) => node.delete(name)))
  })

  it('runs init containers in order, before the others, over shared volumes', async () => {
    const mount = { volumeMounts: [{ name: 'shared', mountPath: '/var/shared' }] }
    const first = shell('echo one > /var/shared/file', { name: 'one', ...mount })
    const second = shell('echo two >> /var/shared/file', { name: 'two', ...mount })
    const { output } = await node.run(
      podOf('initialized', [shell('cat /var/shared/file', mount)], {
        initContainers: [first, second],
        volumes: [{ name: 'shared', emptyDir: {} }],
      }),
    )
    expect(output).toBe('one\ntwo\n')
  })

  it('fails a pod whose init container fails, without starting the others', async () => {
    const spec = { initContainers: [shell('exit 4', { name: 'init' })] }
    await node.create(podOf('init-fails', [shell('echo never')], spec))
    const { status } = await node.ended('init-fails')
    expect(status?.initContainerStatuses?.[0]?.state?.terminated?.exitCode).toBe(4)
    expect(status?.containerStatuses?.[0]?.state?.waiting?.reason).toBe('PodInitializing')
  })

  it('leaves a pod with a scheduling gate alone until the gate is removed', async () => {
    await node.create(podOf('gated', [shell('true')], { schedulingGates: [{ name: 'example.com/wait' }] }))
    const { output } = await node.run(podOf('after-gated', [shell('echo ran')]))
    expect(output).toBe('ran\n')
    const path = '/api/v1/namespaces/default/pods/gated'
    const before = await node.api.json<{ spec: { nodeName?: string } }>({ method: 'GET', path })
    expect(before.spec.nodeName).toBeUndefined()
    const body = [{ op: 'remove', path: '/spec/schedulingGates' }]
    await node.api.json({ method: 'PATCH', path, body, contentType: 'application/json-patch+json' })
    expect((await node.ended('gated')).status?.phase).toBe('Succeeded')
  })

  it('waits for a configmap that is mounted, and says so, until it is there', async () => {
    const mount = { volumeMounts: [{ name: 'conf', mountPath: '/etc/app' }] }
    const configMap = { name: 'late', items: [{ key: 'a', path: 'sub/a.conf', mode: 0o600 }] }
    const container = shell('cat /etc/app/sub/a.conf; stat -c %a /etc/app/sub/a.conf', mount)
    await node.create(podOf('mounts-late', [container], { volumes: [{ name: 'conf', configMap }] }))
    const { message } = await node.event('mounts-late', 'FailedMount')
    expect(message).toBe('MountVolume.SetUp failed for volume "conf" : configmap "late" not found')
    await node.waiting('mounts-late', 'ContainerCreating')
    await node.create({ metadata: { name: 'late' }, data: { a: 'tools=/opt/tools/x\n' } } as object, 'configmaps')
    expect(await node.output(await node.ended('mounts-late'))).toBe('tools=/usr/share/x\n600\n')
  })

  it('holds a container that needs a missing secret in CreateContainerConfigError until it is there', async () => {
    const env = [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'late-secret', key: 'k' } } }]
    await node.create(podOf('needs-secret', [shell('echo $KEY', { env })]))
    const { status } = await node.waiting('needs-secret', 'CreateContainerConfigError')
    expect(status?.containerStatuses?.[0]?.state?.waiting?.message).toBe('secret "late-secret" not found')
    await node.create({ metadata: { name: 'late-secret' }, stringData: { k: 'v' } } as object, 'secrets')
    expect(await node.output(await node.ended('needs-secret'))).toBe('v\n')
  })

  it('backs off from an image that it does not have, as a kubelet words it, until the pod is deleted', async () => {
    await node.create(podOf('no-image', [shell('true', { image: 'none:1' })]))
    const { status } = await node.waiting('no-image', 'ImagePullBackOff')
    const waiting = status?.containerStatuses?.[0]?.state?.waiting
    expect(waiting?.message).toMatch(
      /^Back-off pulling image "none:1": ErrImagePull: .*docker\.io\/library\/none:1: not found$/,
    )
    expect((await node.delete('no-image')).metadata?.name).toBe('no-image')
  })

  it('reports a command that is not there as a start error', async () => {
    const { pod } = await node.run(podOf('no-command', [shell('', { command: ['/no/such/program'] })]))
    expect(terminated(pod)).toMatchObject({ exitCode: 128, reason: 'StartError' })
  })

  it('takes the termination message from its file, else on failure from the log where that is asked for', async () => {
    const script = 'echo why > $WHERE; echo log; exit 1'
    const env = [{ name: 'WHERE', value: '/dev/termination-log' }]
    const fromFile = await node.run(podOf('says-why', [shell(script, { env })]))
    expect(terminated(fromFile.pod)).toMatchObject({ message: 'why\n' })
    const policy = { terminationMessagePolicy: 'FallbackToLogsOnError' }
    const fromLog = await node.run(podOf('logs-why', [shell('echo log; exit 1', policy)]))
    expect(terminated(fromLog.pod)).toMatchObject({ message: 'log\n' })
    const fine = await node.run(podOf('logs-fine', [shell('echo log', policy)]))
    expect(terminated(fine.pod)).not.toHaveProperty('message')
  })

  it('restarts a container that failed as its policy says', async () => {
    const script = 'echo run >> /var/d/runs; test $(wc -l < /var/d/runs) -gt 1'
    const mount = { volumeMounts: [{ name: 'd', mountPath: '/var/d' }] }
    const spec = { restartPolicy: 'OnFailure', volumes: [{ name: 'd', emptyDir: {} }] }
    const { pod } = await node.run(podOf('restarted', [shell(script, mount)], spec))
    expect(pod.status?.phase).toBe('Succeeded')
    expect(pod.status?.containerStatuses?.[0]?.restartCount).toBe(1)
    expect(pod.status?.containerStatuses?.[0]?.lastState?.terminated?.exitCode).toBe(1)
  })

  it('ends a pod that outlives its deadline', async () => {
    const { pod } = await node.run(podOf('too-long', [shell('sleep 60')], { activeDeadlineSeconds: 1 }))
    expect(pod.status).toMatchObject({ phase: 'Failed', reason: 'DeadlineExceeded' })
  })

  it('asks a deleted pod to end, and lets it', async () => {
    await node.create(podOf('polite', [shell("trap 'echo bye; exit 0' TERM; echo up; sleep 60 & wait")]))
    const { metadata } = await node.saying('polite', 'up')
    const last = await node.delete('polite')
    expect(last.metadata?.uid).toBe(metadata?.uid)
    expect(terminated(last)).toMatchObject({ exitCode: 0 })
  })

  it('kills a deleted pod that does not end within its grace period', async () => {
    await node.create(podOf('stubborn', [shell("trap '' TERM; echo up; while :; do sleep 1; done")]))
    await node.saying('stubborn', 'up')
    const last = await node.delete('stubborn', { gracePeriodSeconds: '1' })
    expect(terminated(last)).toMatchObject({ exitCode: 137, reason: 'Error' })
  })

  it.each(['5', '0'])('says of each container of a deleted pod that it stops it: grace period %s', async (seconds) => {
    const name = `stopped-${seconds}`
    await node.create(podOf(name, [shell('sleep 60')]))
    const { metadata } = await node.running(name)
    await node.delete(name, { gracePeriodSeconds: seconds })
    const { message, involvedObject } = await node.event(name, 'Killing')
    expect(message).toBe('Stopping container main')
    expect(involvedObject).toMatchObject({ uid: metadata?.uid, fieldPath: 'spec.containers{main}' })
  })

  it('removes a deleted pod with its files and logs', async () => {
    const { pod } = await node.run(podOf('leaves-nothing', [shell('echo x')]))
    const folders = [
      join(node.folder, 'logs', pod.metadata?.uid ?? ''),
      join(node.folder, 'work/pods', pod.metadata?.uid ?? ''),
    ]
    expect(folders.map(existsSync)).toEqual([true, true])
    await node.delete('leaves-nothing')
    await node.run(podOf('afterwards', [shell('true')]))
    await expect.poll(() => folders.map(existsSync)).toEqual([false, false])
  })
})
