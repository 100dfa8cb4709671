import { SparkdropError } from '../../../errors/sparkdrop-error.ts'
import type { Timers } from '../../../kubernetes/timers.ts'
import type { ApiClient } from '../../api-client/api-client.ts'
import { getJob, jobEvents } from '../../jobs/job-calls.ts'
import { type JobView, readJob } from '../../jobs/job-view.ts'
import { type Finding, failed, ok, warning } from '../finding.ts'
import { SEE } from '../see.ts'

export interface Probe {
  readonly client: ApiClient
  readonly timers: Timers
  readonly namespace: string
  /** One for each probe, so that it is a job of its own. */
  readonly key: string
}

const NAME = 'sparkdrop-doctor'
const PATIENCE_SECONDS = 60

/**
 * No API server takes such an annotation, and nothing before it looks at it: the job goes the whole way, and its driver is
 * asked for with the very rights of the functions, but is never made.
 */
const REFUSED = 'spark.kubernetes.driver.annotation.-sparkdrop-doctor-'
const isAsMeant = ({ state, message = '' }: JobView): boolean =>
  state === 'REJECTED' && message.includes('-sparkdrop-doctor-') && message.includes('the cluster refused')

async function send({ client, namespace, key }: Probe): Promise<JobView> {
  const main = { file: 'local:///opt/spark/examples/src/main/python/pi.py' }
  const body = { namespace, name: NAME, main, conf: { [REFUSED]: 'probe' } }
  return readJob(await client.json({ method: 'POST', path: '/v1/jobs', body, headers: { 'idempotency-key': key } }))
}

async function ended({ client, timers }: Probe, { jobId }: JobView): Promise<JobView | undefined> {
  const until = timers.monotonic() + PATIENCE_SECONDS * 1000
  for (let after = 0; timers.monotonic() < until; ) {
    const { next, ended: isOver } = await jobEvents(client, jobId, after, 10)
    if (isOver) return getJob(client, jobId)
    after = next
  }
  return undefined
}

async function tried(probe: Probe, about: string): Promise<Finding> {
  const begun = probe.timers.monotonic()
  const sent = await send(probe)
  const job = await ended(probe, sent)
  const seconds = ((probe.timers.monotonic() - begun) / 1000).toFixed(1)
  if (job === undefined) {
    const now = (await getJob(probe.client, sent.jobId)) ?? sent
    const why = now.message === undefined ? '' : `: ${now.message}`
    return failed(about, `job ${sent.jobId} is still ${now.state} after ${PATIENCE_SECONDS} s${why}`, {
      advice: `sparkdrop events ${sent.jobId}; sparkdrop kill ${sent.jobId} ends it`,
      see: SEE.queueAge,
    })
  }
  if (isAsMeant(job))
    return ok(about, `from the API to the cluster's API server, which refused it as it should, in ${seconds} s`)
  return failed(about, `job ${job.jobId} is ${job.state}: ${job.message ?? 'nothing says why'}`, {
    advice: 'the probe should get as far as the API server, and be refused there',
    see: SEE.unreconciled,
  })
}

/** Sends a job the whole way that every job goes; no pod comes of it, and its record tells of it. */
export async function probeFindings(probe: Probe): Promise<readonly Finding[]> {
  const about = `probe in ${probe.namespace}`
  try {
    return [await tried(probe, about)]
  } catch (error) {
    if (!(error instanceof SparkdropError)) throw error
    if (error.code === 'REFUSED_BY_POLICY')
      return [
        warning(about, `you may not submit it: ${error.message}`, {
          advice: 'probe a namespace that the policy lets you submit to, or let it have local:///opt/spark/examples/**',
          see: SEE.policy,
        }),
      ]
    return [failed(about, error.message, { see: SEE.api })]
  }
}
