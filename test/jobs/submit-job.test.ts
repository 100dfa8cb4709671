import { describe, expect, it } from 'vitest'
import { KubernetesError } from '../../lib/errors/kubernetes-error.ts'
import { TransientError } from '../../lib/errors/sparkdrop-error.ts'
import { confMapName } from '../../lib/jobs/submit/driver-objects.ts'
import type { ConfigMap, KubernetesObject } from '../../lib/ports/kubernetes-types.ts'
import { jobRequest } from '../builders/job.ts'
import type { ClusterMethod } from '../fakes/in-memory-cluster.ts'
import { HOLDS, objectsOfOne, SubmitSetup } from './submit-setup.ts'

const refused = (code: number, reason: string, message: string) =>
  new KubernetesError({ code, reason, message }, 'POST')

/** What was made on the cluster, in order. */
const writes = ({ cluster }: SubmitSetup): readonly unknown[] =>
  cluster.calls
    .filter(({ method }) => /^(create|remove)/.test(method))
    .map(({ method, args: [object] }) =>
      method.startsWith('create') ? ((object as KubernetesObject).kind ?? 'Pod') : method,
    )

describe('a submission', () => {
  it('stages the file, makes the driver with what it owns, and lets it run', async () => {
    const setup = new SubmitSetup()
    const job = await setup.submit()
    const [pod] = setup.cluster.pods
    expect(job).toMatchObject({ state: 'SUBMITTED', driver: { uid: pod?.metadata?.uid } })
    expect(pod?.spec).not.toHaveProperty('schedulingGates')
    expect(setup.cluster.objects().map(({ kind }) => kind)).toEqual(['Service', 'ConfigMap'])
    for (const { metadata } of setup.cluster.objects())
      expect(metadata?.ownerReferences).toMatchObject([{ uid: pod?.metadata?.uid }])
    expect(setup.objects.copies).toMatchObject([
      {
        from: { versionId: 'v1' },
        to: { bucket: 'staging', key: expect.stringMatching(/^spark\/team-a\/spark-upload-/) },
      },
    ])
    expect(setup.announcer.states).toEqual(['ACCEPTED', 'SUBMITTED'])
  })

  it.each(HOLDS)('records the driver before it may run, held by its %s', async (heldBy) => {
    const setup = new SubmitSetup(heldBy)
    const recorded = new Map<ClusterMethod, string | undefined>()
    setup.cluster.beforeCommit = ({ method }) => {
      recorded.set(method, [...setup.store.jobs.values()][0]?.driver?.uid)
      setup.startDrivers()
      if (!recorded.get(method)) expect(setup.started.size).toBe(0)
    }
    await setup.submit()
    expect(setup.started).toEqual(new Set([recorded.get('createObject')]))
  })

  it('gives the job settings before the defaults, and the place its own', async () => {
    const setup = new SubmitSetup()
    await setup.submit(jobRequest({ conf: { 'spark.executor.instances': '5', 'spark.kubernetes.namespace': 'other' } }))
    const [map] = setup.cluster.objects('ConfigMap') as readonly ConfigMap[]
    expect(map?.data?.['spark.properties']).toContain('spark.executor.instances=5')
    expect(map?.data?.['spark.properties']).toContain('spark.kubernetes.namespace=team-a')
  })

  it.each(HOLDS)(
    'delivered again, after another, or three at once makes one driver, held by its %s',
    async (heldBy) => {
      const setup = new SubmitSetup(heldBy)
      await Promise.allSettled([setup.submit(), setup.submit(), setup.submit()])
      const job = await setup.submit()
      expect(job.state).toBe('SUBMITTED')
      expect(setup.cluster.pods).toHaveLength(1)
      expect(setup.started.size).toBe(1)
    },
  )

  it('delivered again after its driver ran and was deleted makes no other', async () => {
    const setup = new SubmitSetup()
    const job = await setup.submit()
    setup.cluster.removePod('team-a', job.driver?.name ?? '')
    expect((await setup.submit()).state).toBe('SUBMITTED')
    expect(setup.cluster.pods).toEqual([])
  })

  it.each(HOLDS)('adopts the driver whose creation was committed and not answered, held by its %s', async (heldBy) => {
    const setup = new SubmitSetup(heldBy)
    setup.cluster.loseNextAnswer('createPod', new TransientError('NO_ANSWER', 'timed out'))
    expect((await setup.submit()).state).toBe('SUBMITTED')
    expect(setup.cluster.pods).toHaveLength(1)
    expect(setup.cluster.callsOf('createPod')).toHaveLength(1)
    expect(setup.started.size).toBe(1)
  })

  it.each(HOLDS)(
    'replaces a driver that its %s holds and that was made from defaults that have changed',
    async (heldBy) => {
      const setup = new SubmitSetup(heldBy)
      setup.cluster.failNext('getPod', new TransientError('NO_ANSWER', 'timed out'))
      setup.cluster.loseNextAnswer('createPod', new TransientError('NO_ANSWER', 'timed out'))
      await setup.submit()
      setup.clock.advance(10_000)
      setup.defaults = setup.defaults.replace('spark:4.1.4', 'spark:new')
      await setup.submit()
      expect(setup.cluster.pods.map((pod) => pod.spec?.containers[0]?.image)).toEqual(['spark:new'])
    },
  )

  it('takes the place of what an earlier pod of its name has left', async () => {
    const setup = new SubmitSetup('gate')
    await setup.leaveBehind(await objectsOfOne('gate'))
    const left = new Set(setup.cluster.objects().map(({ metadata }) => metadata?.uid))
    await setup.submit()
    const uid = setup.cluster.pods[0]?.metadata?.uid
    const objects = setup.cluster.objects()
    expect(objects.map(({ metadata }) => metadata?.ownerReferences?.[0]?.uid)).toEqual([uid, uid])
    expect(objects.some(({ metadata }) => left.has(metadata?.uid))).toBe(false)
  })

  it('goes on with what an earlier delivery made for its driver', async () => {
    const setup = new SubmitSetup()
    setup.cluster.loseNextAnswer('createObject', new TransientError('NO_ANSWER', 'timed out'))
    await setup.submit()
    setup.clock.advance(10_000)
    const made = setup.cluster.objects().map(({ metadata }) => metadata?.uid)
    await setup.submit()
    expect(setup.cluster.objects()).toHaveLength(2)
    expect(setup.cluster.objects().map(({ metadata }) => metadata?.uid)).toEqual(expect.arrayContaining(made))
  })

  it('with a gate makes all that the driver owns at once, and then takes it away', async () => {
    const setup = new SubmitSetup('gate')
    await setup.submit()
    expect(writes(setup)).toEqual(['Pod', 'Service', 'ConfigMap', 'removeSchedulingGate'])
    expect(setup.cluster.callsOf('createPod')[0]?.args[0]).toMatchObject({
      spec: { schedulingGates: [{ name: 'sparkdrop.dev/resources' }] },
    })
  })

  it('without a gate makes the configmap last, by a name that only this driver looks for', async () => {
    const setup = new SubmitSetup('configmap')
    setup.cluster.beforeCommit = ({ args: [object] }) => {
      if ((object as ConfigMap).kind === 'ConfigMap') expect(setup.cluster.objects('Service')).toHaveLength(1)
    }
    await setup.submit()
    expect(writes(setup)).toEqual(['Pod', 'Service', 'ConfigMap'])
    const [map] = setup.cluster.objects('ConfigMap') as readonly ConfigMap[]
    const name = map?.metadata?.name
    expect(confMapName(setup.cluster.pods[0] ?? {})).toBe(name)
    expect(map?.data?.['spark.properties']).toContain(`with name: ${name}`)
    expect(name).toMatch(/^spark-drv-[0-9a-f]{16}-conf-map$/)
    expect((await objectsOfOne('gate')).map(({ metadata }) => metadata?.name)).not.toContain(name)
  })
})

describe('a submission that cannot be', () => {
  it('for want of its namespace is REJECTED, saying so, and leaves nothing', async () => {
    const setup = new SubmitSetup()
    const job = await setup.submit(jobRequest({ namespace: 'nowhere' }))
    expect(job).toMatchObject({
      state: 'REJECTED',
      reason: 'CONFIG',
      message: 'namespace "nowhere" does not exist on the cluster: create it, or use one that exists',
    })
    expect(await setup.objects.list('staging', '')).toEqual([])
    expect(setup.announcer.states).toEqual(['ACCEPTED', 'REJECTED'])
  })

  it('for want of its file is REJECTED', async () => {
    const job = await new SubmitSetup().submit(jobRequest({ main: { file: 's3a://drop/team-a/none.jar', class: 'A' } }))
    expect(job).toMatchObject({ state: 'REJECTED', message: expect.stringContaining('none.jar does not exist') })
  })

  it('for a conf that cannot be meant is REJECTED with what Spark would say', async () => {
    const job = await new SubmitSetup().submit(jobRequest({ conf: { 'spark.driver.memory': 'lots' } }))
    expect(job).toMatchObject({ state: 'REJECTED', message: expect.stringContaining('lots') })
  })

  it('because the cluster refuses what the pod owns is REJECTED, and the driver goes', async () => {
    const setup = new SubmitSetup()
    setup.cluster.failNext('createObject', refused(422, 'Invalid', 'Service "x" is invalid'))
    const job = await setup.submit()
    expect(job).toMatchObject({ state: 'REJECTED', message: expect.stringContaining('Service "x" is invalid') })
    expect(setup.cluster.pods).toEqual([])
    expect(setup.cluster.objects()).toEqual([])
  })

  it('because its pod name belongs to another is REJECTED and leaves that one alone', async () => {
    const setup = new SubmitSetup()
    await setup.cluster.createPod({ metadata: { namespace: 'team-a', name: 'mine' }, spec: { containers: [] } })
    const job = await setup.submit(jobRequest({ conf: { 'spark.kubernetes.driver.pod.name': 'mine' } }))
    expect(job).toMatchObject({ state: 'REJECTED', message: expect.stringContaining('a pod mine exists already') })
    expect(setup.cluster.pods).toHaveLength(1)
  })

  it('because the name of its service belongs to another is REJECTED, and leaves that one alone', async () => {
    const setup = new SubmitSetup()
    const [service] = await objectsOfOne('gate')
    const theirs = { ...service, metadata: { namespace: 'team-a', name: service?.metadata?.name ?? '' } }
    await setup.cluster.createObject(theirs)
    const job = await setup.submit()
    expect(job).toMatchObject({ state: 'REJECTED', message: expect.stringMatching(/a service pi-.* exists already/) })
    expect(setup.cluster.pods).toEqual([])
    expect(setup.cluster.objects().map(({ kind }) => kind)).toEqual(['Service'])
  })

  it.each([
    ['the API server does not answer', new TransientError('NO_ANSWER', 'no answer'), 'API_UNAVAILABLE'],
    ['the API server asks to wait', refused(429, 'TooManyRequests', 'slow down'), 'API_UNAVAILABLE'],
    ['the quota is used up', refused(403, 'Forbidden', 'pods "x" is forbidden: exceeded quota: q'), 'QUOTA'],
  ])(
    'now, since %s, is QUEUED, saying why, and its message done with: it comes again when it is due',
    async (_why, error, reason) => {
      const setup = new SubmitSetup()
      let failing = true
      setup.cluster.beforeCommit = ({ method }) => {
        if (failing && method === 'createPod') throw error
      }
      const dueAt = '2026-01-01T00:00:10.000Z'
      expect(await setup.submit()).toMatchObject({ state: 'QUEUED', reason, dueAt })
      expect(setup.queue.delays).toEqual([10])
      failing = false
      expect(await setup.submit()).toMatchObject({ state: 'QUEUED' })
      setup.clock.advance(10_000)
      const job = await setup.submit()
      expect(job.state).toBe('SUBMITTED')
      expect(job).not.toHaveProperty('reason')
      expect(job).not.toHaveProperty('dueAt')
    },
  )
})

describe('a submission that does not come to pass', () => {
  const unanswered = (setup: SubmitSetup) => {
    setup.cluster.beforeCommit = ({ method }) => {
      if (method === 'createPod') throw new TransientError('NO_ANSWER', 'no answer')
    }
  }

  it('is tried again with longer and longer waits, as often as its budget says, and then FAILED', async () => {
    const setup = new SubmitSetup()
    unanswered(setup)
    const request = jobRequest({ restartPolicy: { submissionFailures: 3, maxBackoffSeconds: 25 } })
    for (const seconds of [10, 20, 25]) {
      expect(await setup.submit(request)).toMatchObject({ state: 'QUEUED', reason: 'API_UNAVAILABLE' })
      expect(setup.queue.delays.pop()).toBe(seconds)
      setup.clock.advance(seconds * 1000)
    }
    const message = 'its submission failed 4 times, and no retry is left: no answer'
    expect(await setup.submit(request)).toMatchObject({ state: 'FAILED', reason: 'API_UNAVAILABLE', message })
  })

  it('is counted once where several deliveries fail at once', async () => {
    const setup = new SubmitSetup()
    unanswered(setup)
    await Promise.all([setup.submit(), setup.submit(), setup.submit()])
    expect([...setup.store.jobs.values()]).toMatchObject([{ retries: { submissionFailures: 1 } }])
  })

  it('for want of room waits without end', async () => {
    const setup = new SubmitSetup()
    setup.cluster.beforeCommit = ({ method }) => {
      if (method === 'createPod') throw refused(403, 'Forbidden', 'pods "x" is forbidden: exceeded quota: q')
    }
    const request = jobRequest({ restartPolicy: { submissionFailures: 0 } })
    for (let n = 0; n < 50; n++) {
      expect(await setup.submit(request)).toMatchObject({ state: 'QUEUED', reason: 'QUOTA' })
      setup.clock.advance(360_000)
    }
  })

  it('comes back to the queue where even that cannot be recorded', async () => {
    const setup = new SubmitSetup()
    unanswered(setup)
    setup.store.replace = () => Promise.reject(new TransientError('AWS_FAILED', 'the table does not answer'))
    await expect(setup.submit()).rejects.toThrow('no answer')
  })
})
