import { describe, expect, it } from 'vitest'
import { awaitCompletion } from '../../lib/cli/watch/await-completion.ts'
import { SparkConf } from '../../lib/conf/spark-conf.ts'
import { KubernetesError } from '../../lib/errors/kubernetes-error.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { ManualTimers, settle } from '../kubernetes/manual-timers.ts'
import { capturedSurroundings } from './captured-surroundings.ts'

const pod = (phase: string): Pod => ({
  metadata: { name: 'pi-driver', namespace: 'team-a', uid: 'u1' },
  status: { phase },
})

const refusal = new KubernetesError({ code: 403, reason: 'Forbidden', message: 'pods is forbidden' }, 'GET pod')

/** Answers in turn; the last answer stays. */
const answering = (...answers: (Pod | Error)[]) => {
  let next = 0
  return {
    getPod: async () => {
      const answer = answers[Math.min(next++, answers.length - 1)]
      if (answer instanceof Error) throw answer
      return answer
    },
  }
}

const waitFor = (cluster: ReturnType<typeof answering>) => {
  const timers = new ManualTimers()
  const surroundings = capturedSurroundings()
  const outcome = awaitCompletion({ cluster, conf: SparkConf.of([]), timers, surroundings }, pod('Pending'))
  return { timers, outcome }
}

describe('waiting for a driver', () => {
  it('outlasts refusals by an API server that has just come back', async () => {
    const { timers, outcome } = waitFor(answering(pod('Running'), refusal, refusal, pod('Succeeded')))
    for (let second = 0; second < 5; second++) {
      await settle()
      await timers.advance(1_000)
    }
    expect((await outcome)?.status?.phase).toBe('Succeeded')
  })

  it('ends with a refusal that lasts', async () => {
    const { timers, outcome } = waitFor(answering(pod('Running'), refusal))
    const failure = expect(outcome).rejects.toBe(refusal)
    for (let second = 0; second < 70; second++) {
      await settle()
      await timers.advance(1_000)
    }
    await failure
  })

  it('ends at once where looking was never allowed', async () => {
    await expect(waitFor(answering(refusal)).outcome).rejects.toBe(refusal)
  })
})
