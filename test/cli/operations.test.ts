import { describe, expect, it } from 'vitest'
import { selectDrivers } from '../../lib/cli/operations/select-drivers.ts'
import { parseSubmissionId } from '../../lib/cli/operations/submission-id.ts'
import { run } from '../../lib/cli/run.ts'
import { formatPod } from '../../lib/cli/watch/format-pod.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { startRecordingApiServer } from '../conformance/recording-api-server.ts'
import { InMemoryCluster } from '../fakes/in-memory-cluster.ts'
import { capturedSurroundings } from './captured-surroundings.ts'

const driver = (namespace: string, name: string): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace, labels: { 'spark-role': 'driver' } },
  spec: { containers: [{ name: 'spark-kubernetes-driver', image: 'i' }] },
})

describe('a submission id', () => {
  it.each([
    ['ns:driver', { namespace: 'ns', name: 'driver', isGlob: false }],
    ['driver', { name: 'driver', isGlob: false }],
    ['ns:etl-*', { namespace: 'ns', name: 'etl-', isGlob: true }],
    ['*', { name: '', isGlob: true }],
    ['ns:a*b', { namespace: 'ns', name: 'a*b', isGlob: false }],
  ])('%s is read as Spark reads it', (text, id) => {
    expect(parseSubmissionId(text)).toEqual(id)
  })

  it.each(['', 'ns:', ':driver'])('%j names no driver', (text) => {
    expect(() => parseSubmissionId(text)).toThrow('write namespace:driver-pod-name')
  })
})

describe('the drivers that an id stands for', () => {
  const cluster = async (): Promise<InMemoryCluster> => {
    const one = new InMemoryCluster({ namespaces: ['a', 'b'] })
    for (const [namespace, name] of [
      ['a', 'etl-1'],
      ['a', 'web'],
      ['b', 'etl-2'],
    ] as const)
      await one.createPod(driver(namespace, name))
    return one
  }
  const names = (pods: readonly Pod[]) => pods.map(({ metadata }) => `${metadata?.namespace}:${metadata?.name}`)

  it.each([
    ['a:etl-*', undefined, ['a:etl-1']],
    ['etl-*', undefined, ['a:etl-1', 'b:etl-2']],
    ['etl-*', 'b', ['b:etl-2']],
    ['web', 'a', ['a:web']],
    ['b:web', undefined, []],
  ])('%s, with the default namespace %s', async (id, namespace, expected) => {
    expect(names(await selectDrivers(await cluster(), parseSubmissionId(id), namespace))).toEqual(expected)
  })

  it('cannot be found where no namespace is known', async () => {
    await expect(selectDrivers(await cluster(), parseSubmissionId('web'), undefined)).rejects.toMatchObject({
      code: 'NAMESPACE_MISSING',
    })
  })
})

describe('--kill and --status', () => {
  it.each([
    ['--kill', 'a:none', 'Application not found.'],
    ['--status', 'a:none', 'Application not found.'],
    ['--kill', 'a:none*', 'No applications found.'],
    ['--status', 'a:none*', 'No applications found.'],
  ])('%s %s says that there is none', async (option, id, message) => {
    await using api = await startRecordingApiServer()
    const surroundings = capturedSurroundings()
    expect(await run(['submit', '--master', `k8s://http://${api.address}`, option, id], surroundings)).toBe(0)
    expect(surroundings.written.stderr.trim().split('\n').at(-1)).toBe(message)
    expect(api.requests).toEqual([])
  })

  const GRACE = 'spark.kubernetes.appKillPodDeletionGracePeriod'
  it.each([
    ['5s', 'gracePeriodSeconds":5'],
    ['-1', undefined],
  ])('--kill with a grace period of %s asks the API server for that, and below 0 for none', async (grace, sent) => {
    await using api = await startRecordingApiServer([driver('a', 'etl')])
    const args = ['submit', '--master', `k8s://http://${api.address}`, '--kill', 'a:etl', '-c', `${GRACE}=${grace}`]
    expect(await run(args, capturedSurroundings())).toBe(0)
    const [request] = api.requests
    expect(request?.method).toBe('DELETE')
    expect(/gracePeriodSeconds[^,}]*/.exec(JSON.stringify(request))?.[0]).toBe(sent)
  })

  it('say what role is needed where the API server forbids them', async () => {
    const message =
      'pods "etl" is forbidden: User "me" cannot delete resource "pods" in API group "" in the namespace "a"'
    const fail = [{ method: 'DELETE', path: '/pods/etl$', code: 403, reason: 'Forbidden', message }]
    await using api = await startRecordingApiServer([driver('a', 'etl')], fail)
    const surroundings = capturedSurroundings()
    expect(await run(['submit', '--master', `k8s://http://${api.address}`, '--kill', 'a:etl'], surroundings)).toBe(1)
    expect(surroundings.written.stderr).toContain('get, list and delete pods')
  })

  it('need a master', async () => {
    const surroundings = capturedSurroundings()
    expect(await run(['submit', '--kill', 'a:b'], surroundings)).toBe(1)
    expect(surroundings.written.stderr).toBe(
      'sparkdrop: --master names the cluster, such as k8s://https://host:443; --stack a deployed stack\n',
    )
  })

  it('tell a driver that waits from one that has ended', () => {
    const container = { name: 'c', image: 'i', imageID: '', ready: false, restartCount: 0 }
    const pod = driver('a', 'b')
    const waiting = { ...container, state: { waiting: { reason: 'ImagePullBackOff' } } }
    expect(formatPod({ ...pod, status: { containerStatuses: [waiting] } })).toContain(
      'pending reason: ImagePullBackOff',
    )
    const ended = { ...container, state: { terminated: { exitCode: 137, reason: 'OOMKilled' } } }
    expect(formatPod({ ...pod, status: { containerStatuses: [ended, waiting] } })).toMatch(
      /exit code: 137\n.*OOMKilled\n\n\n/,
    )
  })
})
