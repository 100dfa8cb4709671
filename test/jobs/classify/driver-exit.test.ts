import { describe, expect, it } from 'vitest'
import { classifyDriver } from '../../../lib/jobs/classify/classify-driver.ts'
import { condition, type DriverPodOptions, driverPod, running, terminated, waiting } from '../../builders/driver-pod.ts'

const classify = (pod: DriverPodOptions, logTail?: string) =>
  classifyDriver({ type: 'MODIFIED', pod: driverPod(pod), logTail })

describe('a driver that ended by itself', () => {
  it('succeeded with exit code 0', () => {
    expect(classify({ driver: terminated(0) })).toEqual({ state: 'SUCCEEDED', exitCode: 0, terminal: true })
  })

  it('failed with any other, for the reason of its own code', () => {
    expect(classify({ driver: terminated(3) })).toMatchObject({
      state: 'FAILED',
      reason: 'USER_CODE',
      exitCode: 3,
      message: 'the driver ended with exit code 3 and left no message: see its log',
    })
  })

  it.each([
    [134, 'SIGABRT'],
    [137, 'SIGKILL'],
    [139, 'SIGSEGV'],
    [143, 'SIGTERM'],
  ])('with exit code %i is said to have been ended by %s', (exitCode, signal) => {
    expect(classify({ driver: terminated(exitCode) })).toMatchObject({
      state: 'FAILED',
      reason: 'USER_CODE',
      message: `the driver was ended by ${signal} (exit code ${exitCode}) and left no message: see its log`,
    })
  })

  it('ran out of memory where the kernel killed it, whatever its exit code', () => {
    for (const exitCode of [137, 1]) {
      expect(classify({ driver: terminated(exitCode, { reason: 'OOMKilled' }) })).toMatchObject({ reason: 'OOM' })
    }
  })

  it.each(['StartError', 'ContainerCannotRun'])('was misconfigured where it could not be started (%s)', (reason) => {
    const verdict = classify({ driver: terminated(128, { reason, message: 'exec: "/no/such": no such file' }) })
    expect(verdict).toMatchObject({ state: 'FAILED', reason: 'CONFIG', exitCode: 128 })
    expect(verdict.message).toContain('/no/such')
  })

  it('lacked memory where the runtime was killed while it started it', () => {
    const message = 'container init was OOM-killed (memory limit too low?)'
    expect(classify({ driver: terminated(128, { reason: 'StartError', message }) })).toMatchObject({ reason: 'OOM' })
  })

  it.each([
    ['ContainerStatusUnknown', 137],
    ['Unknown', 255],
  ])('is lost where its node cannot say how it ended (%s)', (reason, exitCode) => {
    const driver = terminated(exitCode, { reason, finishedAt: null })
    expect(classify({ driver })).toMatchObject({ state: 'FAILED', reason: 'LOST' })
  })
})

describe('containers beside the driver', () => {
  it('do not keep an ended driver running', () => {
    const pod = { beside: { proxy: running() }, status: { phase: 'Running' } }
    expect(classify({ driver: terminated(0), ...pod })).toMatchObject({ state: 'SUCCEEDED' })
    expect(classify({ driver: terminated(1), ...pod })).toMatchObject({ state: 'FAILED', reason: 'USER_CODE' })
  })

  it('do not make a failure of its success, and are named', () => {
    const verdict = classify({ driver: terminated(0), beside: { proxy: terminated(2) }, status: { phase: 'Failed' } })
    expect(verdict).toMatchObject({
      state: 'SUCCEEDED',
      message: 'the driver ended well; container proxy beside it ended with exit code 2',
    })
  })

  it('do not make a success of its failure', () => {
    expect(classify({ driver: terminated(1), status: { phase: 'Succeeded' } })).toMatchObject({ state: 'FAILED' })
  })

  it('do not hide that it runs while they wait for their image', () => {
    const pod = { driver: running(), beside: { proxy: waiting('ImagePullBackOff') }, status: { phase: 'Pending' } }
    expect(classify(pod)).toEqual({ state: 'RUNNING', terminal: false })
  })

  it('are told from the driver by its name, else the annotation of the main container, else by being before it', () => {
    const containers = [{ name: 'main' }, { name: 'proxy' }]
    const containerStatuses = [
      { name: 'main', state: terminated(0) },
      { name: 'proxy', state: terminated(7) },
    ]
    const status = { phase: 'Failed', containerStatuses }
    expect(classify({ spec: { containers }, status })).toMatchObject({ state: 'FAILED', exitCode: 7 })
    const annotations = { 'kubectl.kubernetes.io/default-container': 'main' }
    expect(classify({ metadata: { annotations }, spec: { containers }, status })).toMatchObject({ state: 'SUCCEEDED' })
  })
})

describe('a failed init container', () => {
  const failed = (state = terminated(4), phase = 'Failed') =>
    classify({ driver: waiting('PodInitializing'), init: { fetch: state }, status: { phase } })

  it('is a matter of configuration, and named', () => {
    expect(failed()).toMatchObject({
      state: 'FAILED',
      reason: 'CONFIG',
      message: 'init container fetch ended with exit code 4, so the driver was not started: see its log',
    })
    expect(failed(terminated(4, { message: 'no such bucket' })).message).toContain('no such bucket')
  })

  it('that ran out of memory says so', () => {
    expect(failed(terminated(137, { reason: 'OOMKilled' }))).toMatchObject({ state: 'FAILED', reason: 'OOM' })
  })

  it('keeps the job SUBMITTED until the pod has failed', () => {
    expect(failed(terminated(4), 'Pending')).toMatchObject({ state: 'SUBMITTED', reason: 'CONFIG', terminal: false })
  })

  it('is only in the way where it is a native sidecar, which is started again, and ends after the driver', () => {
    const spec = { initContainers: [{ name: 'proxy', restartPolicy: 'Always' }] }
    const starting = { driver: waiting('PodInitializing'), init: { proxy: terminated(1) }, spec }
    expect(classify(starting)).toMatchObject({ state: 'SUBMITTED', reason: 'CONFIG', terminal: false })
    const ended = { driver: terminated(0), init: { proxy: terminated(143) }, spec }
    expect(classify(ended)).toEqual({ state: 'SUCCEEDED', exitCode: 0, terminal: true })
  })
})

describe('a driver that may have been stopped', () => {
  const conditions = [condition('Ready', 'False', { reason: 'PodFailed' })]
  const status = { phase: 'Running', conditions }

  it('runs on until its pod has said its last word', () => {
    expect(classify({ driver: terminated(143), status })).toMatchObject({ state: 'RUNNING', terminal: false })
    expect(classify({ driver: terminated(0), status })).toMatchObject({ state: 'RUNNING', terminal: false })
  })

  it('is judged at once where its pod was ready until after its end: others in it failed later', () => {
    const since = (lastTransitionTime: string) => [
      condition('Ready', 'False', { reason: 'PodFailed', lastTransitionTime }),
    ]
    const at = (time: string) => ({ driver: terminated(0), status: { phase: 'Running', conditions: since(time) } })
    expect(classify(at('2026-11-20T10:01:01Z'))).toMatchObject({ state: 'SUCCEEDED' })
    expect(classify(at('2026-11-20T10:01:00Z'))).toMatchObject({ state: 'RUNNING' })
  })

  it('is judged at once where its exit code is its own', () => {
    expect(classify({ driver: terminated(1), status })).toMatchObject({ state: 'FAILED', exitCode: 1 })
    expect(classify({ driver: terminated(137, { reason: 'OOMKilled' }), status })).toMatchObject({ reason: 'OOM' })
  })
})
