import { describe, expect, it } from 'vitest'
import { deriveJobId } from '../../../lib/jobs/job-id.ts'
import { JOB } from '../../builders/schedule.ts'
import { FiringSetup, KEY, MINUTE, NOON } from './firing-setup.ts'

describe('a firing', () => {
  it('makes a job of the schedule, recorded, queued and announced', async () => {
    const setup = new FiringSetup()
    const job = await setup.fire(0)
    expect(job).toMatchObject({
      jobId: deriveJobId({ kind: 'schedule', ...KEY, at: '2026-01-01T12:00:00Z' }),
      state: 'ACCEPTED',
      request: { namespace: 'team-a', args: ['2026-01-01'], source: { kind: 'schedule', name: 'nightly' } },
    })
    expect(setup.queue.sent).toEqual([job?.request])
    expect(setup.announcer.states).toEqual(['ACCEPTED'])
    expect(setup.firings).toEqual([
      { at: '2026-01-01T12:00:00Z', decidedAt: '2026-01-01T12:00:00.000Z', jobId: job?.jobId, state: 'ACCEPTED' },
    ])
  })

  it('delivered again, also at once, is one job', async () => {
    const setup = new FiringSetup()
    await Promise.all([setup.fire(0), setup.fire(0), setup.fire(0)])
    await setup.fire(0)
    expect(setup.store.jobs.size).toBe(1)
    expect(setup.firings).toHaveLength(1)
  })

  it("sent again from EventBridge Scheduler's own dead letters is what it was", async () => {
    const setup = new FiringSetup()
    const firing = { version: 1, schedule: { ...KEY, generation: 1 }, scheduledTime: '2026-01-01T12:00:00Z' }
    await setup.deliver({ MessageBody: JSON.stringify(firing), QueueUrl: 'https://sqs.example.com/schedules' })
    await setup.fire(0)
    expect(setup.outcomes).toEqual(['ACCEPTED'])
  })

  it.each([
    ['the emulator left the time as it is', { scheduledTime: '<aws.scheduler.scheduled-time>' }],
    ['there is no time', {}],
  ])('where %s is for what was due last when it was sent', async (_, time) => {
    const setup = new FiringSetup({ schedule: '*/10 * * * *' })
    setup.clock.advance(13 * MINUTE + 7000)
    await setup.deliver({ version: 1, schedule: KEY, ...time })
    setup.clock.advance(20_000)
    await setup.deliver({ version: 1, schedule: KEY, ...time })
    expect(setup.firings.map(({ at }) => at)).toEqual(['2026-01-01T12:10:00Z'])
  })

  it('that comes later than the catch-up window is missed, and recorded so', async () => {
    const setup = new FiringSetup({ catchUpSeconds: 60 })
    setup.clock.advance(61_000)
    expect(await setup.fire(0)).toBeUndefined()
    expect(setup.firings).toMatchObject([
      { skipped: 'MISSED', message: 'it came 61 s after its time, and the catch-up window is 60 s' },
    ])
    expect(await setup.fire(1)).toMatchObject({ state: 'ACCEPTED' })
  })

  it('while the schedule is paused is skipped, unless somebody asked for it', async () => {
    const setup = new FiringSetup({ paused: true })
    await setup.fire(0)
    await setup.fire(1, undefined, { manual: true })
    expect(setup.outcomes).toEqual(['PAUSED', 'ACCEPTED'])
    expect(setup.firings[0]?.manual).toBe(true)
  })

  it('of a schedule that there is not, or not any more, makes nothing', async () => {
    const setup = new FiringSetup()
    const stored = setup.schedules.schedules.get('team-a/nightly')
    if (stored) setup.schedules.schedules.set('team-a/nightly', { ...stored, deleted: true })
    expect(await setup.fire(0)).toBeUndefined()
    expect(await setup.deliver({ version: 1, schedule: { namespace: 'team-a', name: 'other' } })).toBeUndefined()
    expect(setup.store.jobs.size).toBe(0)
  })

  it('of an older version of the schedule has it brought to EventBridge Scheduler anew', async () => {
    const setup = new FiringSetup()
    const stored = setup.schedules.schedules.get('team-a/nightly')
    if (stored) setup.schedules.schedules.set('team-a/nightly', { ...stored, generation: 2 })
    await setup.fire(0)
    expect(setup.outcomes).toEqual(['ACCEPTED'])
    expect(setup.schedules.schedules.get('team-a/nightly')?.synced).toBe(false)
  })
})

describe('a message of a rule', () => {
  const rule = { version: 1, schedule: { ...KEY, timezone: 'Europe/Berlin' }, job: { ...JOB, args: ['{{ ts }}'] } }

  it('brings its job, and needs no schedule on record', async () => {
    const setup = new FiringSetup()
    const job = await setup.deliver({ ...rule, scheduledTime: '2026-01-01T12:00:00Z' })
    expect(job).toMatchObject({ state: 'ACCEPTED', request: { args: ['2026-01-01T13:00:00+01:00'] } })
    expect(setup.firings).toEqual([])
  })

  it('without a time is for the minute in which it was sent', async () => {
    const setup = new FiringSetup()
    setup.clock.advance(59_999)
    expect(await setup.deliver(rule)).toMatchObject({ source: { at: '2026-01-01T12:00:00Z' } })
  })

  it('whose job is none is REJECTED, with what is wrong', async () => {
    const setup = new FiringSetup()
    const job = await setup.deliver({ ...rule, job: { args: ['{{ tomorrow }}'] } })
    expect(job).toMatchObject({ state: 'REJECTED', message: expect.stringContaining('there is no such variable') })
    expect(setup.queue.sent).toEqual([])
  })
})

it.each([
  ['no json', 'the message is no JSON'],
  [{ version: 2, schedule: KEY }, 'version: '],
  [{ version: 1, schedule: { name: 'nightly' } }, 'schedule.namespace'],
  [{ version: 1, schedule: KEY, scheduledTime: 'today' }, 'scheduledTime'],
])('a message that fires no schedule (%j) is recorded as REJECTED', async (message, told) => {
  const setup = new FiringSetup()
  expect(await setup.deliver(message)).toMatchObject({ state: 'REJECTED', message: expect.stringContaining(told) })
  expect(setup.announcer.states).toEqual(['REJECTED'])
})

describe('the history', () => {
  it('keeps what is new or runs, and of the rest as many as the schedule says', async () => {
    const setup = new FiringSetup({ catchUpSeconds: 60, history: { successful: 1, failed: 2, skipped: 1 } })
    for (let minute = 0; minute < 9; minute++) {
      const job = await setup.fire(minute - (minute % 3 === 2 ? 200 : 0))
      if (minute % 3 === 0) await setup.end(job)
      if (minute % 3 === 1) await setup.end(job, 'FAILED')
      setup.clock.advance(MINUTE)
    }
    expect(setup.firings).toHaveLength(9)
    setup.clock.advance(60 * MINUTE)
    await setup.fire(69)
    const kept = setup.firings.map(({ state, skipped }) => skipped ?? state)
    expect(kept.toSorted()).toEqual(['ACCEPTED', 'FAILED', 'FAILED', 'MISSED', 'SUCCEEDED'])
    expect(setup.firings[0]?.at).toBe(new Date(NOON + 69 * MINUTE).toISOString().replace('.000', ''))
  })

  it('does not run again what it forgot', async () => {
    const setup = new FiringSetup({ catchUpSeconds: 86_400, history: { successful: 0, failed: 0, skipped: 0 } })
    await setup.end(await setup.fire(0))
    setup.clock.advance(61 * MINUTE)
    await setup.end(await setup.fire(61))
    setup.clock.advance(61 * MINUTE)
    await setup.fire(122)
    expect(setup.firings).toHaveLength(1)
    await setup.fire(0)
    expect(setup.queue.sent).toHaveLength(3)
    expect(setup.firings).toHaveLength(1)
  })
})
