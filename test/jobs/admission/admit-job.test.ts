import { describe, expect, it } from 'vitest'
import { killJob } from '../../../lib/jobs/kill-job.ts'
import { resumeJob } from '../../../lib/jobs/resume-job.ts'
import { suspendJob } from '../../../lib/jobs/suspend-job.ts'
import { AdmissionSetup, requestOf } from './admission-setup.ts'

const limitedTo = (runningJobs: number): AdmissionSetup => {
  const setup = new AdmissionSetup()
  setup.runningJobs = { namespaces: { 'team-a': runningJobs } }
  return setup
}

describe('a job that nothing limits', () => {
  it('asks for no roster, and writes no more than without any', async () => {
    const setup = new AdmissionSetup()
    await setup.submit(requestOf('a'))
    await setup.finish('a')
    expect(setup.rosters.reads).toBe(0)
    expect(setup.jobOf('a')).not.toHaveProperty('admission')
  })
})

describe('a namespace with a limit', () => {
  it('has the others wait, saying for what, and lets them in as room comes', async () => {
    const setup = limitedTo(1)
    for (const id of ['a', 'b', 'c']) {
      await setup.submit(requestOf(id))
      setup.clock.advance(1)
    }
    expect(['a', 'b', 'c'].map((id) => setup.stateOf(id))).toEqual(['SUBMITTED', 'QUEUED', 'QUEUED'])
    expect(setup.jobOf('b')).toMatchObject({
      reason: 'QUOTA',
      message: 'it waits for room in namespace "team-a": 1 jobs run, and 1 may',
    })
    await setup.finish('a')
    expect(setup.queue.sent.map(({ source }) => source)).toEqual([{ kind: 'sqs', id: 'b' }])
    await setup.deliver()
    expect(setup.jobOf('b')).toMatchObject({ state: 'SUBMITTED' })
    expect(setup.jobOf('b')).not.toHaveProperty('reason')
    expect(setup.stateOf('c')).toBe('QUEUED')
  })

  it('lets those with more priority in first, whenever they came', async () => {
    const setup = limitedTo(1)
    await setup.submit(requestOf('first'))
    await setup.submit(requestOf('idle', { priority: -1 }))
    await setup.submit(requestOf('urgent', { priority: 5 }))
    await setup.finish('first')
    await setup.deliver()
    expect([setup.stateOf('idle'), setup.stateOf('urgent')]).toEqual(['QUEUED', 'SUBMITTED'])
  })

  it('lets nobody in before those that wait, though there is room at that moment', async () => {
    const setup = limitedTo(1)
    await setup.submit(requestOf('a'))
    await setup.submit(requestOf('b'))
    await setup.finish('a')
    await setup.submit(requestOf('late'))
    expect(setup.stateOf('late')).toBe('QUEUED')
    await setup.deliver()
    expect(setup.stateOf('b')).toBe('SUBMITTED')
  })

  it('is of no concern to another namespace', async () => {
    const setup = limitedTo(1)
    setup.cluster.addNamespace('team-b')
    await setup.submit(requestOf('a'))
    await setup.submit(requestOf('b', { namespace: 'team-b' }))
    expect(setup.stateOf('b')).toBe('SUBMITTED')
  })

  it('keeps to its limit where ten come at once', async () => {
    const setup = limitedTo(3)
    await Promise.allSettled(Array.from({ length: 10 }, (_, i) => setup.submit(requestOf(`job-${i}`))))
    expect(setup.atWork).toHaveLength(3)
    expect(setup.jobs.filter(({ state }) => state === 'QUEUED')).toHaveLength(7)
  })

  it('gives the slot of a job that is killed while it waits, or runs, to the next', async () => {
    const setup = limitedTo(1)
    for (const id of ['a', 'b', 'c']) await setup.submit(requestOf(id))
    await killJob(setup.life(), setup.jobOf('b')?.jobId ?? '', { by: 'ann' })
    await killJob(setup.life(), setup.jobOf('a')?.jobId ?? '', { by: 'ann' })
    await setup.deliver()
    expect(['a', 'b', 'c'].map((id) => setup.stateOf(id))).toEqual(['KILLED', 'KILLED', 'SUBMITTED'])
  })

  it('lets a suspended job stand aside, and have its turn again when it is resumed', async () => {
    const setup = limitedTo(1)
    for (const id of ['a', 'b', 'c']) {
      await setup.submit(requestOf(id))
      setup.clock.advance(1)
    }
    const waiting = setup.jobOf('b')?.jobId ?? ''
    await suspendJob(setup.life(), waiting)
    await setup.finish('a')
    await setup.deliver()
    expect(setup.stateOf('c')).toBe('SUBMITTED')
    await resumeJob(setup.life(), waiting)
    await setup.deliver()
    expect(setup.jobOf('b')).toMatchObject({ state: 'QUEUED', reason: 'QUOTA' })
    await setup.finish('c')
    await setup.deliver()
    expect(setup.stateOf('b')).toBe('SUBMITTED')
  })

  it('gives the slot back where a submission failed for now, and another after', async () => {
    const setup = limitedTo(1)
    const down = new Error('the API server is down')
    setup.cluster.failNext('createPod', down)
    setup.cluster.failNext('getPod', down)
    await setup.submit(requestOf('a'))
    expect(setup.jobOf('a')).toMatchObject({ state: 'QUEUED', reason: 'API_UNAVAILABLE' })
    expect(setup.rosters.rosters.get('team-a')?.admitted).toEqual([])
    await setup.submit(requestOf('b'))
    expect(setup.stateOf('b')).toBe('SUBMITTED')
  })

  it('lets nobody claim a driver by a slot that was given back meanwhile', async () => {
    const setup = limitedTo(1)
    let overtaken = false
    setup.cluster.beforeCommit = async ({ method }) => {
      if (method !== 'createPod' || overtaken) return
      overtaken = true
      const jobId = setup.jobOf('slow')?.jobId ?? ''
      await suspendJob(setup.life(), jobId)
      await setup.submit(requestOf('other'))
      await resumeJob(setup.life(), jobId)
    }
    await setup.submit(requestOf('slow'))
    expect(setup.atWork.map(({ source }) => source)).toEqual([{ kind: 'sqs', id: 'other' }])
    expect(setup.cluster.pods).toHaveLength(1)
    await setup.deliver()
    expect(setup.stateOf('slow')).toBe('QUEUED')
    await setup.finish('other')
    await setup.deliver()
    expect(setup.stateOf('slow')).toBe('SUBMITTED')
  })

  it('keeps no slot for a job that ended while a late delivery asked for one', async () => {
    const setup = limitedTo(1)
    await setup.submit(requestOf('a'))
    const read = setup.store.get.bind(setup.store)
    const before = setup.jobOf('a')
    await setup.finish('a')
    setup.store.get = async (jobId) => {
      setup.store.get = read
      return before && ({ ...before, jobId, state: 'ACCEPTED', driver: undefined } as never)
    }
    await setup.submit(requestOf('a'))
    expect(setup.rosters.rosters.get('team-a')).toMatchObject({ admitted: [], waiting: [] })
  })

  it('gives the slot back between two attempts', async () => {
    const setup = limitedTo(1)
    await setup.submit(requestOf('a', { restartPolicy: { type: 'Always' } }))
    await setup.submit(requestOf('b'))
    await setup.finish('a')
    expect(setup.jobOf('a')).toMatchObject({ state: 'RETRYING', attempt: 2 })
    await setup.deliver()
    expect(setup.stateOf('b')).toBe('SUBMITTED')
    setup.clock.advance(60_000)
    await setup.submit(requestOf('a'))
    expect(setup.jobOf('a')).toMatchObject({ state: 'QUEUED', attempt: 2, admission: { attempt: 2 } })
  })

  it('says at once what is wrong with a job that would have to wait', async () => {
    const setup = limitedTo(1)
    await setup.submit(requestOf('a'))
    await setup.submit(requestOf('b', { conf: { 'spark.driver.memory': 'lots' } }))
    expect(setup.stateOf('b')).toBe('REJECTED')
  })
})

describe('a concurrency key', () => {
  const nightly = { concurrencyKey: 'nightly' }

  it('lets one of its jobs run, or as many as they say', async () => {
    const setup = new AdmissionSetup()
    await setup.submit(requestOf('a', nightly))
    await setup.submit(requestOf('b', nightly))
    await setup.submit(requestOf('other', { concurrencyKey: 'hourly' }))
    await setup.submit(requestOf('none'))
    expect(['a', 'b', 'other', 'none'].map((id) => setup.stateOf(id))).toEqual([
      'SUBMITTED',
      'QUEUED',
      'SUBMITTED',
      'SUBMITTED',
    ])
    expect(setup.jobOf('b')?.message).toBe('it waits for concurrency key "nightly": 1 of its jobs run, and 1 may')
    await setup.submit(requestOf('c', { ...nightly, concurrencyLimit: 2, priority: 1 }))
    expect(setup.stateOf('c')).toBe('SUBMITTED')
  })

  it('is one of its namespace, where another may use the same', async () => {
    const setup = new AdmissionSetup()
    setup.cluster.addNamespace('team-b')
    await setup.submit(requestOf('a', nightly))
    await setup.submit(requestOf('b', { ...nightly, namespace: 'team-b' }))
    expect(setup.stateOf('b')).toBe('SUBMITTED')
  })
})

describe('reconciliation', () => {
  it('lets in who waits where the limit was raised, and counts who ran before there was one', async () => {
    const setup = new AdmissionSetup()
    await setup.submit(requestOf('before'))
    setup.runningJobs = { default: 1, namespaces: {} }
    await setup.reconcile()
    await setup.submit(requestOf('a'))
    await setup.submit(requestOf('b'))
    expect(setup.atWork).toHaveLength(1)
    setup.runningJobs = { default: 3, namespaces: {} }
    await setup.minutes(1)
    expect(setup.atWork).toHaveLength(3)
  })

  it('lists again who waits, where the roster was lost', async () => {
    const setup = limitedTo(1)
    for (const id of ['a', 'b', 'c']) await setup.submit(requestOf(id))
    setup.rosters.rosters.clear()
    await setup.reconcile()
    expect(setup.rosters.rosters.get('team-a')).toMatchObject({
      admitted: [{ jobId: setup.jobOf('a')?.jobId }],
      waiting: [{}, {}],
    })
  })

  it('wakes again who was let in and did not come', async () => {
    const setup = limitedTo(1)
    await setup.submit(requestOf('a'))
    await setup.submit(requestOf('b'))
    await setup.finish('a')
    setup.queue.sent.splice(0)
    await setup.reconcile()
    expect(setup.queue.sent).toEqual([])
    await setup.minutes(3)
    expect(setup.stateOf('b')).toBe('SUBMITTED')
  })

  it('takes away from the roster who is no more', async () => {
    const setup = limitedTo(1)
    await setup.submit(requestOf('a'))
    await setup.submit(requestOf('b'))
    setup.store.jobs.delete(setup.jobOf('a')?.jobId ?? '')
    await setup.minutes(1)
    expect(setup.stateOf('b')).toBe('SUBMITTED')
  })
})
