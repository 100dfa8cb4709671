import { expect, it } from 'vitest'
import { LABELS } from '../../events/pod-event.ts'
import { deriveJobId } from '../../lib/jobs/job-id.ts'
import type { KubernetesObject } from '../../lib/ports/kubernetes-types.ts'
import { jobRequest } from '../builders/job.ts'
import { Crash, CrashPoint } from '../fakes/crash.ts'
import { seededRandom } from '../fakes/seeded-random.ts'
import { SubmitSetup } from './submit-setup.ts'

const REQUESTS = 1_000
const DELIVERIES = 3
/** How many functions are at work at any moment. */
const FUNCTIONS = 10
/** About as many as a submission makes, so that most of those that are to die do. */
const CALLS = 14

const requests = Array.from({ length: REQUESTS }, (_, n) => jobRequest({ source: { kind: 'sqs', id: `request-${n}` } }))
const jobIds = requests.map(({ source }) => deriveJobId(source)).sort()

/** The queue as SQS is: in no order, and what was not acknowledged comes again. Gives how often a function died. */
const deliverAll = async (setup: SubmitSetup, random: () => number): Promise<number> => {
  const below = (limit: number): number => Math.floor(random() * limit)
  const queue = Array.from({ length: DELIVERIES }, () => requests.map((request, n) => ({ request, dies: n % 2 === 0 })))
    .flat()
    .map((delivery) => ({ delivery, place: random() }))
    .sort((left, right) => left.place - right.place)
    .map(({ delivery }) => delivery)
  let deaths = 0
  const work = async (): Promise<void> => {
    for (let delivery = queue.pop(); delivery; delivery = queue.pop()) {
      const crash = new CrashPoint(1 + below(CALLS), random() < 0.5 ? 'before' : 'after')
      try {
        await setup.submit(delivery.request, delivery.dies ? crash : undefined)
      } catch (error) {
        if (!(error instanceof Crash)) throw error
        deaths++
        queue.splice(below(queue.length + 1), 0, { ...delivery, dies: random() < 0.5 })
      }
    }
  }
  await Promise.all(Array.from({ length: FUNCTIONS }, work))
  return deaths
}

it('a thousand requests, three deliveries each in any order, half of them dying anywhere, are a thousand drivers', async () => {
  const setup = new SubmitSetup()
  /** Owners of the configmaps that let a driver run, each time that one was made. */
  const released: string[] = []
  setup.cluster.beforeCommit = () => {}
  setup.cluster.afterCommit = ({ method, args: [object] }) => {
    const { kind, metadata } = object as KubernetesObject
    if (method === 'createObject' && kind === 'ConfigMap') released.push(metadata?.ownerReferences?.[0]?.uid ?? '')
  }
  expect(await deliverAll(setup, seededRandom(20_260_101))).toBeGreaterThan(REQUESTS / 2)
  const { pods } = setup.cluster
  expect(pods.map(({ metadata }) => metadata?.labels?.[LABELS.jobId] ?? '').sort()).toEqual(jobIds)
  const recorded = await Promise.all(jobIds.map((jobId) => setup.store.get(jobId)))
  expect(new Set(recorded.map((job) => job?.state))).toEqual(new Set(['SUBMITTED']))
  const uids = pods.map(({ metadata }) => metadata?.uid).sort()
  expect(recorded.map((job) => job?.driver?.uid).sort()).toEqual(uids)
  expect(released.sort()).toEqual(uids)
  expect(setup.cluster.objects('Service')).toHaveLength(REQUESTS)
}, 60_000)
