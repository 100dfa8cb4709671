import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { rankClusters } from '../../../lib/jobs/clusters/rank-clusters.ts'
import { deriveJobId } from '../../../lib/jobs/job-id.ts'
import { jobRequest } from '../../builders/job.ts'
import { type ClusterName, TwoClusters, WEIGHTS } from './two-clusters.ts'

let clusters: TwoClusters

beforeAll(async () => {
  clusters = await TwoClusters.start()
})

afterAll(() => clusters?.stop())

/** Where a job of this id goes while all clusters answer. */
const firstFor = (id: string): ClusterName => {
  const choices = Object.entries(WEIGHTS).map(([name, weight]) => ({ name, weight, master: '' }))
  const [{ name }] = rankClusters(choices, { jobId: deriveJobId({ kind: 'sqs', id }), attempt: 1 }, jobRequest())
  return name as ClusterName
}

const ids = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, n) => `${prefix}-${n}`)

const until = (condition: () => Promise<boolean>) => vi.waitUntil(condition, { timeout: 60_000, interval: 200 })

describe('jobs of a stack with two clusters', () => {
  it('are shared out by weight, run once each, and the forwarder of each cluster tells how they end', async () => {
    const all = ids('shared', 12)
    await Promise.all(all.map((id) => clusters.send(id, '1:0')))
    const jobs = await Promise.all(all.map((id) => clusters.ended(id)))
    for (const [n, job] of jobs.entries()) {
      const id = all[n] ?? ''
      expect(job, job.message).toMatchObject({ state: 'SUCCEEDED', driver: { cluster: firstFor(id) } })
      expect(await clusters.diary.startsOf(id)).toHaveLength(1)
    }
    const onEast = jobs.filter(({ driver }) => driver?.cluster === 'east')
    expect(onEast.length).toBeGreaterThan(0)
    expect(onEast.length).toBeLessThan(all.length / 2)
    expect(await clusters.on.east.drivers()).toHaveLength(onEast.length)
    expect(await clusters.on.west.drivers()).toHaveLength(all.length - onEast.length)
  })

  it('go to the other one while theirs is down, and what asks for that one waits; who runs there stays there', async () => {
    await clusters.send('stays', '8:0', { clusters: ['east'] })
    await until(async () => (await clusters.job('stays'))?.state === 'RUNNING')
    await clusters.on.east.server.kill()

    await clusters.send('stays', '8:0', { clusters: ['east'] })
    await clusters.send('waits', '1:0', { clusters: ['east'], restartPolicy: { type: 'Never', backoffSeconds: 5 } })
    const moved = ids('moved', 60)
      .filter((id) => firstFor(id) === 'east')
      .slice(0, 3)
    expect(moved).toHaveLength(3)
    await Promise.all(moved.map((id) => clusters.send(id, '1:0')))
    for (const id of moved) {
      expect(await clusters.ended(id)).toMatchObject({ state: 'SUCCEEDED', attempt: 1, driver: { cluster: 'west' } })
    }
    await until(async () => (await clusters.job('waits'))?.state === 'QUEUED')
    expect(await clusters.job('waits')).toMatchObject({ reason: 'API_UNAVAILABLE' })
    expect(await clusters.job('stays')).toMatchObject({ state: 'RUNNING', driver: { cluster: 'east' } })

    await clusters.on.east.server.start()
    for (const id of ['stays', 'waits']) {
      expect(await clusters.ended(id)).toMatchObject({ state: 'SUCCEEDED', attempt: 1, driver: { cluster: 'east' } })
      expect(await clusters.diary.startsOf(id)).toHaveLength(1)
    }
    const drivers = await clusters.on.east.drivers()
    for (const id of moved) {
      expect(await clusters.diary.startsOf(id)).toHaveLength(1)
      expect(drivers.filter((name) => name.startsWith(`${id}-`))).toEqual([])
    }
  })
})
