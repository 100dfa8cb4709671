import type { ApiClient, ApiRequest } from '../api-client/api-client.ts'
import { EXIT } from '../exit-codes.ts'
import { exitCodeOf, explainError } from '../explain-error.ts'
import { writeJson } from '../output/output-format.ts'
import { type Surroundings, say } from '../surroundings.ts'
import { jobTable } from './job-tables.ts'
import { type JobView, readJob } from './job-view.ts'
import { selectAll } from './select-jobs.ts'

/** One thing that can be done to jobs. */
export interface JobChange {
  /** As in "would be …". */
  readonly done: string
  /** The state of a job that it is done to; absent where any is. */
  readonly reached?: string
  readonly request: (job: JobView) => ApiRequest
}

export interface ChangeOptions {
  /** Whether several at once are meant. */
  readonly yes: boolean
  readonly output: string
}

const AT_ONCE = 8

async function changed(client: ApiClient, { request }: JobChange, job: JobView): Promise<JobView> {
  const answer = await client.json(request(job))
  return answer === undefined ? job : readJob(answer)
}

/** All of them, some at a time: what fails for one is told, and the others go on. */
async function changeAll(
  client: ApiClient,
  change: JobChange,
  jobs: readonly JobView[],
  surroundings: Surroundings,
): Promise<{ readonly after: readonly JobView[]; readonly exitCode: number }> {
  const after: JobView[] = []
  const codes: number[] = []
  const queue = jobs.values()
  const work = async (): Promise<void> => {
    for (const job of queue) {
      try {
        after.push(await changed(client, change, job))
      } catch (error) {
        surroundings.signal.throwIfAborted()
        codes.push(exitCodeOf(error))
        say(surroundings, `sparkdrop: ${job.jobId}: ${explainError(error)}`)
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, jobs.length) }, work))
  return { after, exitCode: codes[0] ?? EXIT.done }
}

/**
 * Does something to all jobs that the references mean. Where names mean several, it is done only where the person has
 * said that several are meant; else they are shown.
 *
 * @returns the exit code
 */
export async function changeJobs(
  client: ApiClient,
  texts: readonly string[],
  change: JobChange,
  { yes, output }: ChangeOptions,
  surroundings: Surroundings,
): Promise<number> {
  const jobs = await selectAll(client, texts, true)
  if (jobs.length > texts.length && !yes) {
    surroundings.stderr.write(jobTable(jobs))
    say(
      surroundings,
      `sparkdrop: these ${jobs.length} jobs would be ${change.done}: add --yes where all of them are meant`,
    )
    return EXIT.refused
  }
  if (jobs.length === 0) say(surroundings, 'No jobs found.')
  const { after, exitCode } = await changeAll(client, change, jobs, surroundings)
  if (output === 'json') writeJson(surroundings.stdout, { jobs: after })
  else
    for (const { jobId, state } of after)
      surroundings.stdout.write(
        `${jobId} ${(change.reached ?? state) === state ? '' : 'is being '}${change.done} (${state})\n`,
      )
  return exitCode
}
