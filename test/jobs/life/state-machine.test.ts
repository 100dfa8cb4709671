import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LABELS } from '../../../events/pod-event.ts'
import { TransientError } from '../../../lib/errors/sparkdrop-error.ts'
import type { Job } from '../../../lib/jobs/job.ts'
import { isTerminal } from '../../../lib/jobs/phase-rank.ts'
import { running, terminated } from '../../builders/driver-pod.ts'
import { jobRequest } from '../../builders/job.ts'
import { CrashPoint } from '../../fakes/crash.ts'
import { LifeSetup } from './life-setup.ts'

const ACTS = ['submit', 'deliver', 'reconcile', 'forward', 'start', 'fail', 'succeed', 'vanish'] as const
const WISHES = ['kill', 'suspend', 'resume', 'wait', 'outage'] as const
type Act = (typeof ACTS)[number] | (typeof WISHES)[number]

const command = fc.record({
  act: fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...ACTS) },
    { weight: 2, arbitrary: fc.constantFrom(...WISHES) },
  ),
  /** At which call whoever acts dies; beyond all calls: not at all. */
  crash: fc.oneof(fc.constant(99), fc.integer({ min: 1, max: 12 })),
  when: fc.constantFrom('before' as const, 'after' as const),
})

const policy = fc.record({
  type: fc.constantFrom('Never' as const, 'OnFailure' as const, 'Always' as const),
  runFailures: fc.integer({ min: 0, max: 2 }),
  submissionFailures: fc.integer({ min: 0, max: 2 }),
  preemptions: fc.integer({ min: 0, max: 2 }),
})

const driverPod = (setup: LifeSetup) =>
  setup.cluster.pods.find(({ metadata }) => metadata?.uid === [...setup.store.jobs.values()][0]?.driver?.uid)

const kubelet = (setup: LifeSetup, state: ReturnType<typeof running>): void => {
  const pod = driverPod(setup)
  if (!pod || !setup.started.has(pod.metadata?.uid ?? '')) return
  if (['Succeeded', 'Failed'].includes(pod.status?.phase ?? '')) return
  setup.kubelet(state)
}

const act = async (setup: LifeSetup, what: Act, request: ReturnType<typeof jobRequest>, crash: CrashPoint) => {
  const known = setup.store.jobs.size > 0
  if (what === 'submit') await setup.submit(request, crash)
  else if (what === 'wait') setup.clock.advance(130_000)
  else if (what === 'outage') setup.cluster.failNext('createObject', new TransientError('NO_ANSWER', 'no answer'))
  else if (!known) return
  else if (what === 'deliver') for (const sent of setup.queue.sent.splice(0)) await setup.submit(sent, crash)
  else if (what === 'reconcile') await setup.reconcile(crash)
  else if (what === 'forward') await setup.forward(crash)
  else if (what === 'start') kubelet(setup, running())
  else if (what === 'fail') kubelet(setup, terminated(1))
  else if (what === 'succeed') kubelet(setup, terminated(0))
  else if (what === 'vanish' && driverPod(setup)) await setup.vanish()
  else if (what === 'kill') await setup.kill({ by: 'ann' }, crash)
  else if (what === 'suspend') await setup.suspend(crash)
  else if (what === 'resume') await setup.resume(crash)
}

const expectLawful = (before: Job | undefined, after: Job, limits: { runFailures: number; always: boolean }): void => {
  const used = after.retries ?? { runFailures: 0, preemptions: 0, submissionFailures: 0 }
  if (!limits.always) expect(used.runFailures).toBeLessThanOrEqual(limits.runFailures)
  expect(used.submissionFailures).toBeLessThanOrEqual(after.request?.restartPolicy.submissionFailures ?? 0)
  expect(used.preemptions).toBeLessThanOrEqual(after.request?.restartPolicy.preemptions ?? 0)
  if (!before) return
  expect(after.attempt).toBeGreaterThanOrEqual(before.attempt)
  if (isTerminal(before.state)) expect(after).toMatchObject({ state: before.state, attempt: before.attempt })
}

describe('whatever happens to a job, in whatever order, and whoever dies meanwhile', () => {
  it('it has one driver an attempt at the most, keeps its end, exceeds no budget, and comes to an end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 40 }), policy, async (commands, restartPolicy) => {
        const setup = new LifeSetup()
        const request = jobRequest({ restartPolicy })
        const attempts = new Map<string, string>()
        setup.cluster.beforeCommit = setup.cluster.afterCommit = () => {
          setup.startDrivers()
          for (const { metadata } of setup.cluster.pods)
            attempts.set(metadata?.uid ?? '', metadata?.labels?.[LABELS.attempt] ?? '')
        }
        let before: Job | undefined
        for (const { act: what, crash, when } of commands) {
          await act(setup, what, request, new CrashPoint(crash, when)).catch(() => undefined)
          const [after] = setup.store.jobs.values()
          if (after)
            expectLawful(before, after, {
              runFailures: restartPolicy.runFailures,
              always: restartPolicy.type === 'Always',
            })
          before = after && structuredClone(after)
        }
        const ran = [...setup.started].map((uid) => attempts.get(uid))
        expect(new Set(ran).size).toBe(ran.length)
        await setup.submit(request).catch(() => undefined)
        await setup.kill().catch(() => undefined)
        if (driverPod(setup)) await setup.vanish()
        await setup.minutes(125)
        expect(isTerminal(setup.job.state)).toBe(true)
        expect(setup.announcer.states.at(-1)).toBe(setup.job.state)
        setup.clock.advance(86_400_000)
        await setup.reconcile()
        expect(setup.cluster.pods).toEqual([])
        expect(setup.cluster.objects()).toEqual([])
        expect(setup.objects.keys('staging')).toEqual([])
      }),
      { numRuns: 150 },
    )
  }, 60_000)
})
