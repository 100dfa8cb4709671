import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ClusterChoice } from '../../../lib/jobs/clusters/clusters.ts'
import { rankClusters } from '../../../lib/jobs/clusters/rank-clusters.ts'
import { jobRequest } from '../../builders/job.ts'

const choice = (name: string, weight = 1, namespaces?: readonly string[]): ClusterChoice => ({
  name,
  weight,
  master: `k8s://${name}`,
  ...(namespaces ? { namespaces } : {}),
})

const names = (choices: readonly ClusterChoice[]): readonly string[] => choices.map(({ name }) => name)
const rank = (choices: readonly ClusterChoice[], jobId: string, attempt = 1, request = jobRequest()) =>
  names(rankClusters(choices, { jobId, attempt }, request))

const shares = (choices: readonly ClusterChoice[], jobs: number): ReadonlyMap<string, number> => {
  const won = new Map<string, number>()
  for (let i = 0; i < jobs; i++) {
    const [first = ''] = rank(choices, `job-${i}`)
    won.set(first, (won.get(first) ?? 0) + 1 / jobs)
  }
  return won
}

describe('the ranking of clusters', () => {
  it('is the same whenever it is asked for, and in whatever order the clusters are named', () => {
    const [a, b, c] = [choice('a'), choice('b', 2), choice('c', 3)]
    for (let i = 0; i < 50; i++) expect(rank([a, b, c], `job-${i}`)).toEqual(rank([c, a, b], `job-${i}`))
  })

  it('gives each cluster its share', () => {
    const won = shares([choice('a', 1), choice('b', 3), choice('c', 6)], 5_000)
    expect(won.get('a')).toBeCloseTo(0.1, 1)
    expect(won.get('b')).toBeCloseTo(0.3, 1)
    expect(won.get('c')).toBeCloseTo(0.6, 1)
  })

  it('takes a cluster of weight 0 only where no other is left', () => {
    for (let i = 0; i < 200; i++) expect(rank([choice('spare', 0), choice('a')], `job-${i}`)).toEqual(['a', 'spare'])
    expect(rank([choice('spare', 0), choice('a')], 'job', 1, jobRequest({ clusters: ['spare'] }))).toEqual(['spare'])
  })

  it('is another for another attempt', () => {
    const clusters = [choice('a'), choice('b')]
    const moved = Array.from({ length: 100 }, (_, i) => `job-${i}`).filter(
      (jobId) => rank(clusters, jobId, 1)[0] !== rank(clusters, jobId, 2)[0],
    )
    expect(moved.length).toBeGreaterThan(25)
  })

  it('moves no job but those of a cluster that goes away', () => {
    const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 6 })
    fc.assert(
      fc.property(weights, fc.nat(), fc.string(), (all, at, jobId) => {
        const clusters = all.map((weight, i) => choice(`c${i}`, weight))
        const gone = `c${at % all.length}`
        const left = clusters.filter(({ name }) => name !== gone)
        expect(rank(left, jobId)).toEqual(rank(clusters, jobId).filter((name) => name !== gone))
      }),
    )
  })

  it('knows only those that the job names, and that take its namespace', () => {
    const clusters = [choice('a', 1, ['team-b']), choice('b', 1, ['team-a']), choice('c')]
    expect([...rank(clusters, 'job')].sort()).toEqual(['b', 'c'])
    expect(rank(clusters, 'job', 1, jobRequest({ clusters: ['c', 'd'] }))).toEqual(['c'])
  })

  it.each([
    [['x', 'y'], 'the job asks for cluster "x" or "y", and namespace "team-a" may use "b"'],
    [['a'], 'the job asks for cluster "a", and namespace "team-a" may use "b"'],
  ])('says which there are where the job asks for %j', (clusters, message) => {
    const choices = [choice('a', 1, ['team-b']), choice('b')]
    expect(() => rank(choices, 'job', 1, jobRequest({ clusters }))).toThrow(message)
  })

  it('says so where a namespace may use none', () => {
    const message = 'the job is of namespace "team-a", which may use none'
    expect(() => rank([choice('a', 1, ['team-b'])], 'job')).toThrow(message)
  })
})
