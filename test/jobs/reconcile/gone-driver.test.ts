import { describe, expect, it } from 'vitest'
import { KubernetesError } from '../../../lib/errors/kubernetes-error.ts'
import { TransientError } from '../../../lib/errors/sparkdrop-error.ts'
import type { CoreEvent } from '../../../lib/ports/kubernetes-types.ts'
import { running, terminated } from '../../builders/driver-pod.ts'
import { type LifeSetup, submitted } from '../life/life-setup.ts'

const DRIVER = 'spec.containers{spark-kubernetes-driver}'
const STOPPING = 'Stopping container spark-kubernetes-driver'
const again = { type: 'OnFailure', runFailures: 1 } as const

const say = ({ cluster, clock, job }: LifeSetup, reason: string, more: Partial<CoreEvent> = {}, fieldPath?: string) => {
  const { name = '', uid = '' } = job.driver ?? {}
  const at = new Date(clock.now()).toISOString()
  cluster.tell({
    metadata: { namespace: job.namespace, name: `${name}.${reason}` },
    involvedObject: { kind: 'Pod', namespace: job.namespace, name, uid, ...(fieldPath ? { fieldPath } : {}) },
    reason,
    firstTimestamp: at,
    lastTimestamp: at,
    ...more,
  })
}

const gone = ({ cluster, job }: LifeSetup) => cluster.removePod(job.namespace, job.driver?.name ?? '')

/** A job whose driver runs, as the table knows, and is stopped with its pod by its kubelet while nobody looks. */
const stoppedUnseen = async (overrides: Parameters<typeof submitted>[0] = {}): Promise<LifeSetup> => {
  const setup = await submitted(overrides)
  setup.kubelet(running())
  await setup.forward()
  say(setup, 'Started', {}, DRIVER)
  setup.clock.advance(10_000)
  say(setup, 'Killing', { message: STOPPING }, DRIVER)
  gone(setup)
  return setup
}

describe('a driver whose pod somebody deleted while nobody looked', () => {
  it('was killed, as its kubelet said', async () => {
    const setup = await stoppedUnseen()
    await setup.reconcile()
    expect(setup.job).toMatchObject({ state: 'KILLED', reason: 'CANCELLED' })
    expect(setup.announcer.states).toEqual(['ACCEPTED', 'SUBMITTED', 'RUNNING', 'KILLED'])
  })

  it('is lost, and tried again, where the job wants that: it may as well have been evicted', async () => {
    const setup = await stoppedUnseen({ restartPolicy: again })
    await setup.reconcile()
    expect(setup.job).toMatchObject({ state: 'RETRYING', reason: 'LOST', attempt: 2 })
    expect(setup.job.message).toContain('its kubelet stopped it')
  })

  it('was killed where that was the last try', async () => {
    const setup = await submitted({ restartPolicy: again })
    setup.kubelet(terminated(1))
    await setup.minutes(2)
    setup.kubelet(running())
    await setup.forward()
    say(setup, 'Killing', { message: STOPPING }, DRIVER)
    gone(setup)
    await setup.reconcile()
    expect(setup.job).toMatchObject({ state: 'KILLED', attempt: 2 })
  })

  it('is tried again as preempted where Kubernetes said so', async () => {
    const setup = await submitted({ restartPolicy: { type: 'Never', preemptions: 1 } })
    setup.kubelet(running())
    await setup.forward()
    say(setup, 'Preempted', { message: 'Preempted by pod 1234 on node n1' })
    say(setup, 'Killing', { message: STOPPING }, DRIVER)
    gone(setup)
    await setup.reconcile()
    expect(setup.job).toMatchObject({ state: 'RETRYING', reason: 'PREEMPTED', attempt: 2 })
  })

  it('ended as was wished for where somebody wished it, and nothing is read', async () => {
    const setup = await submitted()
    setup.kubelet(running())
    await setup.kill()
    gone(setup)
    await setup.reconcile()
    expect(setup.job).toMatchObject({ state: 'KILLED', message: expect.stringContaining('ann') })
    expect(setup.cluster.callsOf('podEvents')).toEqual([])
  })

  it('is lost as before where the Events may not be read, and the message says so', async () => {
    const setup = await stoppedUnseen()
    const message = 'events is forbidden: User "sparkdrop" cannot list resource "events"'
    setup.cluster.failNext('podEvents', new KubernetesError({ code: 403, reason: 'Forbidden', message }, 'GET events'))
    expect(await setup.reconcile()).toMatchObject({ repaired: 1, failed: 0 })
    expect(setup.job).toMatchObject({ state: 'FAILED', reason: 'LOST', message: expect.stringContaining(message) })
  })

  it('stays as it is while the API server does not answer', async () => {
    const setup = await stoppedUnseen()
    setup.cluster.failNext('podEvents', new TransientError('NO_ANSWER', 'no answer'))
    expect(await setup.reconcile()).toMatchObject({ failed: 1 })
    expect(setup.job).toMatchObject({ state: 'RUNNING' })
    await setup.reconcile()
    expect(setup.job).toMatchObject({ state: 'KILLED' })
  })

  it('is not called lost by who only finds the pod gone from a list: what Kubernetes said of it is looked at first', async () => {
    const setup = await submitted()
    setup.kubelet(running())
    say(setup, 'Killing', { message: STOPPING }, DRIVER)
    await setup.vanish()
    expect(setup.job.history.at(-1)).toMatchObject({ state: 'SUBMITTED' })
    await setup.reconcile()
    expect(setup.job).toMatchObject({ state: 'KILLED', reason: 'CANCELLED' })
  })
})

it('asks what was said of a pod only where that is gone, once', async () => {
  const setup = await submitted()
  setup.kubelet(running())
  await setup.reconcile()
  expect(setup.cluster.callsOf('podEvents')).toEqual([])
  gone(setup)
  await setup.reconcile()
  await setup.reconcile()
  expect(setup.cluster.callsOf('podEvents')).toHaveLength(1)
  expect(setup.job).toMatchObject({ state: 'FAILED', reason: 'LOST' })
})
