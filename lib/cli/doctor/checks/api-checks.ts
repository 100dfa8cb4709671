import type { Timers } from '../../../kubernetes/timers.ts'
import type { ApiClient } from '../../api-client/api-client.ts'
import { ApiError } from '../../api-client/api-error.ts'
import { listJobs } from '../../jobs/job-calls.ts'
import { type Finding, failed, ok, unseen } from '../finding.ts'
import { SEE } from '../see.ts'

/** Whether the API answers, and knows whoever asks. */
export async function apiFindings(client: ApiClient, timers: Timers): Promise<readonly Finding[]> {
  const about = `API ${client.url}`
  const begun = timers.monotonic()
  try {
    await listJobs(client, { limit: 1 })
    return [ok(about, `answers and lets you in (${Math.round(timers.monotonic() - begun)} ms)`)]
  } catch (error) {
    if (error instanceof ApiError && (error.status === 401 || error.status === 403))
      return [
        unseen(about, `it answers, and does not let you in: ${error.message}`, {
          missing: 'execute-api:Invoke',
          see: SEE.command,
        }),
      ]
    return [failed(about, (error as Error).message, { advice: 'the log of the function api says more', see: SEE.api })]
  }
}
