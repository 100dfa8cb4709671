import { describe, expect, it } from 'vitest'
import { KubernetesError } from '../../lib/errors/kubernetes-error.ts'
import { TransientError } from '../../lib/errors/sparkdrop-error.ts'
import type { ConfigMap } from '../../lib/ports/kubernetes-types.ts'
import { jobRequest } from '../builders/job.ts'
import { objectsOfOne, SubmitSetup } from './submit-setup.ts'

const refused = (code: number, reason: string, message: string) =>
  new KubernetesError({ code, reason, message }, 'POST')

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

  it('records the driver before it may run', async () => {
    const setup = new SubmitSetup()
    let recorded: string | undefined
    setup.cluster.beforeCommit = ({ method }) => {
      if (method === 'removeSchedulingGate') recorded = [...setup.store.jobs.values()][0]?.driver?.uid
    }
    await setup.submit()
    expect(recorded).toBe(setup.released[0])
  })

  it('gives the job settings before the defaults, and the place its own', async () => {
    const setup = new SubmitSetup()
    await setup.submit(jobRequest({ conf: { 'spark.executor.instances': '5', 'spark.kubernetes.namespace': 'other' } }))
    const [map] = setup.cluster.objects('ConfigMap') as readonly ConfigMap[]
    expect(map?.data?.['spark.properties']).toContain('spark.executor.instances=5')
    expect(map?.data?.['spark.properties']).toContain('spark.kubernetes.namespace=team-a')
  })

  it('delivered again, after another, or three at once makes one driver', async () => {
    const setup = new SubmitSetup()
    await Promise.allSettled([setup.submit(), setup.submit(), setup.submit()])
    const job = await setup.submit()
    expect(job.state).toBe('SUBMITTED')
    expect(setup.cluster.pods).toHaveLength(1)
    expect(new Set(setup.released).size).toBe(1)
  })

  it('delivered again after its driver ran and was deleted makes no other', async () => {
    const setup = new SubmitSetup()
    const job = await setup.submit()
    setup.cluster.removePod('team-a', job.driver?.name ?? '')
    expect((await setup.submit()).state).toBe('SUBMITTED')
    expect(setup.cluster.pods).toEqual([])
  })

  it('adopts the driver whose creation was committed and not answered', async () => {
    const setup = new SubmitSetup()
    setup.cluster.loseNextAnswer('createPod', new TransientError('NO_ANSWER', 'timed out'))
    await expect(setup.submit()).rejects.toThrow('timed out')
    expect((await setup.submit()).state).toBe('SUBMITTED')
    expect(setup.cluster.pods).toHaveLength(1)
  })

  it('replaces a driver that never ran and was made from defaults that have changed', async () => {
    const setup = new SubmitSetup()
    setup.cluster.loseNextAnswer('createPod', new TransientError('NO_ANSWER', 'timed out'))
    await setup.submit().catch(() => undefined)
    setup.defaults = 'spark.kubernetes.container.image=spark:new\n'
    await setup.submit()
    expect(setup.cluster.pods.map((pod) => pod.spec?.containers[0]?.image)).toEqual(['spark:new'])
  })

  it('takes the place of what an earlier pod of its name has left', async () => {
    const setup = new SubmitSetup()
    await setup.leaveBehind()
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
    await expect(setup.submit()).rejects.toThrow('timed out')
    const made = setup.cluster.objects().map(({ metadata }) => metadata?.uid)
    await setup.submit()
    expect(setup.cluster.objects()).toHaveLength(2)
    expect(setup.cluster.objects().map(({ metadata }) => metadata?.uid)).toEqual(expect.arrayContaining(made))
  })

  it('without a gate, for old clusters, lets the driver start at once', async () => {
    const setup = new SubmitSetup()
    await setup.submit(jobRequest({ conf: { 'sparkdrop.submission.gate': 'false' } }))
    expect(setup.released).toEqual([])
    expect(setup.cluster.objects()).toHaveLength(2)
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
    const [service] = await objectsOfOne()
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
  ])('now, since %s, goes back to the queue and stays ACCEPTED, saying why', async (_why, error, reason) => {
    const setup = new SubmitSetup()
    setup.cluster.failNext('createPod', error)
    await expect(setup.submit()).rejects.toThrow()
    expect([...setup.store.jobs.values()]).toMatchObject([{ state: 'ACCEPTED', reason }])
    const job = await setup.submit()
    expect(job.state).toBe('SUBMITTED')
    expect(job).not.toHaveProperty('reason')
  })
})
