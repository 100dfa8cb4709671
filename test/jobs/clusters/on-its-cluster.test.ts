import { describe, expect, it } from 'vitest'
import { KubernetesError } from '../../../lib/errors/kubernetes-error.ts'
import { TransientError } from '../../../lib/errors/sparkdrop-error.ts'
import type { ConfigMap } from '../../../lib/ports/kubernetes-types.ts'
import { jobRequest } from '../../builders/job.ts'
import { CrashPoint } from '../../fakes/crash.ts'
import type { ClusterMethod } from '../../fakes/in-memory-cluster.ts'
import { SubmitSetup } from '../submit-setup.ts'
import { type ClusterName, ClustersSetup } from './clusters-setup.ts'

const noAnswer = () => new TransientError('KUBERNETES_UNREACHABLE', 'no answer')
const quota = () => new KubernetesError({ code: 403, message: 'pods "x" is forbidden: exceeded quota: q' }, 'POST')

/** Where the job goes while both clusters answer. */
const first: ClusterName = await (async () => {
  const setup = new ClustersSetup()
  const { driver } = await setup.submit()
  return driver?.cluster as ClusterName
})()
const second: ClusterName = first === 'east' ? 'west' : 'east'

/** The first cluster answers these no more; `after`: it does what it is asked and nobody hears of it. */
const silence = (
  setup: ClustersSetup,
  methods: readonly ClusterMethod[],
  when: 'before' | 'after' = 'before',
): void => {
  const hook = ({ method }: { method: ClusterMethod }) => {
    setup.startDrivers()
    if (methods.includes(method)) throw noAnswer()
  }
  if (when === 'before') setup.on[first].beforeCommit = hook
  else {
    setup.on[first].afterCommit = hook
    setup.on[first].beforeCommit = ({ method }) => {
      setup.startDrivers()
      if (method === 'getPod') throw noAnswer()
    }
  }
}

const answersAgain = (setup: ClustersSetup): void => {
  setup.on[first].beforeCommit = setup.on[first].afterCommit = () => setup.startDrivers()
}

describe('a job on one of several clusters', () => {
  it('is on record there before anything of it is made', async () => {
    const setup = new ClustersSetup()
    setup.on[first].beforeCommit = ({ method }) => {
      if (method === 'createPod') expect(setup.job.placement).toEqual({ attempt: 1, cluster: first })
    }
    expect(await setup.submit()).toMatchObject({ state: 'SUBMITTED', driver: { cluster: first } })
    expect(setup.pods[second]).toBe(0)
  })

  it('has the API server of its own cluster as its master', async () => {
    const setup = new ClustersSetup()
    await setup.submit()
    const [map] = setup.on[first].objects('ConfigMap') as readonly ConfigMap[]
    expect(map?.data?.['spark.properties']).toContain(`https\\://${first}\\:443`)
  })

  it('goes where it asks to', async () => {
    const setup = new ClustersSetup()
    expect(await setup.submit(jobRequest({ clusters: [second] }))).toMatchObject({ driver: { cluster: second } })
  })

  it('goes only where the policy lets its tenant go', async () => {
    const setup = new ClustersSetup()
    const { tenants, ...policy } = setup.policy
    setup.policy = { ...policy, tenants: tenants.map((tenant) => ({ ...tenant, clusters: [second] })) }
    expect(await setup.submit()).toMatchObject({ driver: { cluster: second } })
    const asks = jobRequest({ clusters: [first], source: { kind: 'sqs', id: 'asks' } })
    expect(await setup.submit(asks)).toMatchObject({
      state: 'REJECTED',
      message: expect.stringContaining(`cluster ${first}: the policy allows`),
    })
  })

  it('is REJECTED where it asks for a cluster that there is not', async () => {
    const setup = new ClustersSetup()
    expect(await setup.submit(jobRequest({ clusters: ['north'] }))).toMatchObject({
      state: 'REJECTED',
      message: 'the job asks for cluster "north", and namespace "team-a" may use "east", "west"',
    })
  })

  it('is killed there', async () => {
    const setup = new ClustersSetup()
    await setup.submit()
    await setup.kill()
    expect(setup.pods).toEqual({ east: 0, west: 0 })
    expect(setup.job.state).toBe('KILLED')
  })

  it('is looked after there', async () => {
    const setup = new ClustersSetup()
    const { driver } = await setup.submit()
    setup.on[first].removePod('team-a', driver?.name ?? '')
    await setup.reconcile()
    expect(setup.job).toMatchObject({ state: 'FAILED', reason: 'LOST' })
  })
})

describe('reconciliation', () => {
  it('sees to the jobs of one cluster while another does not answer', async () => {
    const setup = new ClustersSetup()
    const here = await setup.submit(jobRequest({ clusters: [first] }))
    const source = { kind: 'sqs', id: 'there' } as const
    const there = await setup.submit(jobRequest({ clusters: [second], source }))
    for (const { driver } of [here, there]) {
      const name = driver?.name ?? ''
      setup.on[driver?.cluster as ClusterName].removePod('team-a', name)
    }
    silence(setup, ['listPods', 'getPod'])
    await setup.reconcile()
    expect(setup.store.jobs.get(here.jobId)?.state).toBe('SUBMITTED')
    expect(setup.store.jobs.get(there.jobId)).toMatchObject({ state: 'FAILED', reason: 'LOST' })
  })
})

describe('where there is one cluster', () => {
  it('no place is recorded before the driver is claimed', async () => {
    const setup = new SubmitSetup()
    const job = await setup.submit()
    expect(job).not.toHaveProperty('placement')
    expect(job.driver).toMatchObject({ cluster: 'main' })
    // Created, claimed, SUBMITTED, announced.
    expect(job.revision).toBe(3)
    expect(setup.store.writes).toBe(4)
  })
})

describe('a cluster that cannot take a job now', () => {
  it('because it does not answer leaves it to the next', async () => {
    const setup = new ClustersSetup()
    silence(setup, ['createPod', 'getPod'])
    expect(await setup.submit()).toMatchObject({
      state: 'SUBMITTED',
      placement: { attempt: 1, cluster: second },
      driver: { cluster: second },
    })
    expect(setup.pods).toEqual({ [first]: 0, [second]: 1 })
  })

  it('because the quota of the namespace is used up leaves it to the next', async () => {
    const setup = new ClustersSetup()
    setup.on[first].failNext('createPod', quota())
    expect(await setup.submit()).toMatchObject({ state: 'SUBMITTED', driver: { cluster: second } })
  })

  it('keeps what is for the sender to mend from going round', async () => {
    const setup = new ClustersSetup()
    setup.on[first].failNext('createPod', new KubernetesError({ code: 422, message: 'no such thing' }, 'POST'))
    expect((await setup.submit()).state).toBe('REJECTED')
    expect(setup.on[second].calls).toEqual([])
  })

  it('has it wait where the others cannot either, and then try all again', async () => {
    const setup = new ClustersSetup()
    for (const name of ['east', 'west'] as const) setup.on[name].failNext('createPod', quota())
    expect(await setup.submit()).toMatchObject({ state: 'QUEUED', reason: 'QUOTA' })
    setup.clock.advance(600_000)
    expect((await setup.submit()).state).toBe('SUBMITTED')
    expect(setup.pods.east + setup.pods.west).toBe(1)
  })

  it('and made the pod though nobody heard of it never runs it, and loses it when it answers again', async () => {
    const setup = new ClustersSetup()
    silence(setup, ['createPod'], 'after')
    expect(await setup.submit()).toMatchObject({ state: 'SUBMITTED', driver: { cluster: second } })
    expect(setup.pods).toEqual({ [first]: 1, [second]: 1 })
    expect([...setup.startedOn]).toEqual([expect.stringMatching(new RegExp(`^${second} `))])
    answersAgain(setup)
    setup.clock.advance(180_000)
    await setup.reconcile()
    expect(setup.pods).toEqual({ [first]: 0, [second]: 1 })
    expect(setup.startedOn.size).toBe(1)
  })

  it('keeps the job where its driver has been claimed there', async () => {
    const setup = new ClustersSetup()
    silence(setup, ['createObject'])
    expect(await setup.submit()).toMatchObject({
      state: 'QUEUED',
      reason: 'API_UNAVAILABLE',
      driver: { cluster: first },
    })
    expect(setup.on[second].calls).toEqual([])
    answersAgain(setup)
    setup.clock.advance(600_000)
    expect((await setup.submit()).state).toBe('SUBMITTED')
    expect(setup.pods).toEqual({ [first]: 1, [second]: 0 })
  })

  it('gives no driver to a slow delivery, where another one has moved on meanwhile', async () => {
    const setup = new ClustersSetup()
    let overtaken = false
    setup.on[first].beforeCommit = async ({ method }) => {
      setup.startDrivers()
      if (method !== 'createPod') return
      if (overtaken) throw quota()
      overtaken = true
      await setup.submit()
    }
    await setup.submit()
    expect(setup.job).toMatchObject({ state: 'SUBMITTED', driver: { cluster: second } })
    expect(setup.pods).toEqual({ [first]: 0, [second]: 1 })
    expect(setup.startedOn.size).toBe(1)
  })
})

describe.each(['before', 'after'] as const)('a submission that moves on and dies %s any await', (when) => {
  it.each(['before', 'after'] as const)(
    'runs one driver in the end, where the pod was refused %s it was made',
    async (made) => {
      let at = 1
      for (; at < 60; at++) {
        const setup = new ClustersSetup()
        silence(setup, made === 'before' ? ['createPod', 'getPod'] : ['createPod'], made)
        const crash = new CrashPoint(at, when)
        await setup.submit(undefined, crash).catch(() => undefined)
        await setup.submit().catch(() => undefined)
        answersAgain(setup)
        for (let round = 0; round < 3; round++) await setup.minutes(4)
        expect(setup.job.state).toBe('SUBMITTED')
        expect(setup.startedOn.size).toBe(1)
        expect(setup.pods.east + setup.pods.west).toBe(1)
        if (!crash.reached) break
      }
      expect(at).toBeGreaterThan(12)
      expect(at).toBeLessThan(60)
    },
  )
})
