import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { JobStateChange } from '../../events/job-state.ts'
import { countingAnnouncer, jobMetrics } from '../../functions/runtime/job-metrics.ts'
import type { JobStep } from '../../lib/jobs/job.ts'
import { RecordingAnnouncer } from '../fakes/recording-announcer.ts'

const history: readonly JobStep[] = [
  { state: 'ACCEPTED', attempt: 1, at: '2026-01-31T10:00:00.000Z' },
  { state: 'SUBMITTED', attempt: 1, at: '2026-01-31T10:00:00.300Z' },
  { state: 'RUNNING', attempt: 1, at: '2026-01-31T10:00:02.300Z' },
]
const changes = history.map((step, i): JobStateChange => {
  const previous = history[i - 1]?.state
  return { version: 1, jobId: 'j', sparkAppId: 's', namespace: 'n', ...(previous ? { previous } : {}), ...step }
})

describe('an announcer that counts', () => {
  vi.stubEnv('POWERTOOLS_DEV', 'true')
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false')
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'sparkdrop')
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'submit-job')
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  afterAll(() => {
    log.mockRestore()
    vi.unstubAllEnvs()
  })
  beforeEach(() => log.mockClear())
  const told = () => log.mock.calls.map(([line]) => JSON.parse(line))

  it('tells what is to be told, then counts each step by its state, under one service whoever it is', async () => {
    const announcer = new RecordingAnnouncer()
    await countingAnnouncer(announcer, jobMetrics()).announce(changes, history)
    expect(announcer.changes).toEqual(changes)
    const counted = told().filter(({ Jobs }) => Jobs !== undefined)
    expect(counted.map(({ service, state, Jobs }) => [service, state, Jobs])).toEqual([
      ['jobs', 'ACCEPTED', 1],
      ['jobs', 'SUBMITTED', 1],
      ['jobs', 'RUNNING', 1],
    ])
    for (const { _aws } of counted)
      expect(_aws.CloudWatchMetrics).toMatchObject([{ Namespace: 'sparkdrop', Dimensions: [['service', 'state']] }])
  })

  it('measures submission and start over all states', async () => {
    await countingAnnouncer(new RecordingAnnouncer(), jobMetrics()).announce(changes, history)
    const times = told().filter(({ Jobs }) => Jobs === undefined)
    expect(times).toMatchObject([
      { service: 'jobs', SubmissionLatency: 300 },
      { service: 'jobs', DriverStart: 2000 },
    ])
    for (const { _aws } of times)
      expect(_aws.CloudWatchMetrics).toMatchObject([{ Dimensions: [['service']], Metrics: [{ Unit: 'Milliseconds' }] }])
  })

  it('counts attempts after another one by why that one ended', async () => {
    const retry = { ...(changes[2] as JobStateChange), state: 'RETRYING', reason: 'PREEMPTED', attempt: 2 } as const
    const { reason: _reason, ...again } = retry
    await countingAnnouncer(new RecordingAnnouncer(), jobMetrics()).announce([retry, again], history)
    const counted = told().filter(({ Retries }) => Retries !== undefined)
    expect(counted.map(({ service, reason, Retries }) => [service, reason, Retries])).toEqual([
      ['jobs', 'PREEMPTED', 1],
      ['jobs', 'NONE', 1],
    ])
    for (const { _aws } of counted)
      expect(_aws.CloudWatchMetrics).toMatchObject([{ Dimensions: [['service', 'reason']] }])
  })

  it('counts nothing that was not told', async () => {
    const announcer = new RecordingAnnouncer()
    announcer.failNext = new Error('no bus')
    await expect(countingAnnouncer(announcer, jobMetrics()).announce(changes, history)).rejects.toThrow('no bus')
    expect(told()).toEqual([])
  })
})
