import { Metrics } from '@aws-lambda-powertools/metrics'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { countHeartbeat } from '../../functions/runtime/heartbeat-metric.ts'

describe('a heartbeat', () => {
  vi.stubEnv('POWERTOOLS_DEV', 'true')
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false')
  vi.stubEnv('POWERTOOLS_METRICS_NAMESPACE', 'sparkdrop')
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'record-pod-event')
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  afterAll(() => {
    log.mockRestore()
    vi.unstubAllEnvs()
  })

  it('is counted for its cluster, apart from those of others and from what else the function counts', () => {
    const metrics = new Metrics()
    for (const cluster of ['a', 'b'])
      countHeartbeat(metrics, { version: 1, cluster, observedAt: '2026-01-01T00:00:00Z' })
    const counted = log.mock.calls.map(([line]) => JSON.parse(line))
    expect(counted).toMatchObject([
      { service: 'record-pod-event', cluster: 'a', ForwarderHeartbeats: 1 },
      { service: 'record-pod-event', cluster: 'b', ForwarderHeartbeats: 1 },
    ])
    for (const { _aws } of counted)
      expect(_aws.CloudWatchMetrics).toMatchObject([{ Namespace: 'sparkdrop', Dimensions: [['service', 'cluster']] }])
  })
})
