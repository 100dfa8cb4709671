import * as z from 'zod'
import { isRetryable } from '../../errors/sparkdrop-error.ts'
import type { Timers } from '../../kubernetes/timers.ts'
import type { ApiClient } from '../api-client/api-client.ts'
import { explainError } from '../explain-error.ts'
import { type Surroundings, say, warn } from '../surroundings.ts'
import { jobPath, LONGEST_WAIT } from './job-calls.ts'
import { readAnswer } from './job-view.ts'

const partSchema = z.looseObject({
  lines: z.array(z.string()),
  attempt: z.int(),
  next: z.string(),
  ended: z.boolean(),
  message: z.string().optional(),
})

type LogPart = Readonly<z.output<typeof partSchema>>

/** Between two calls where the API is out of reach. */
const PAUSE_MS = 2_000

export interface CopyLog {
  readonly client: ApiClient
  readonly jobId: string
  /** Stay until the job has ended. */
  readonly follow: boolean
  /** Begin with so many of the last lines; absent: with the first one. */
  readonly tail?: number
  readonly timers: Timers
  /** Aborts where nobody wants to read on. */
  readonly cut?: AbortSignal
}

interface Position {
  readonly cursor?: string
  readonly wait: number
}

async function nextPart({ client, jobId, tail, cut }: CopyLog, { cursor, wait }: Position): Promise<LogPart> {
  const query = { ...(cursor === undefined ? { tail } : { cursor }), wait }
  const stop = cut === undefined ? {} : { signal: cut }
  const answer = await client.json({ method: 'GET', path: `${jobPath(jobId)}/logs`, query, ...stop })
  return readAnswer(partSchema, answer)
}

/** The next part; none where the API does not answer for the moment and the reader stays anyway. */
async function partOrNone(copy: CopyLog, at: Position, surroundings: Surroundings): Promise<LogPart | undefined> {
  try {
    return await nextPart(copy, at)
  } catch (error) {
    surroundings.signal.throwIfAborted()
    if (copy.cut?.aborted) return undefined
    if (!copy.follow || !isRetryable(error)) throw error
    warn(surroundings, `the log cannot be read for the moment: ${explainError(error)}`)
    await copy.timers.sleep(PAUSE_MS, surroundings.signal)
    surroundings.signal.throwIfAborted()
    return undefined
  }
}

/**
 * Writes the log of a job's driver to standard output, and, of a job that is tried again, those of its further drivers.
 * @throws ApiError, TransientError; the signal's reason
 */
export async function copyLog(copy: CopyLog, surroundings: Surroundings): Promise<void> {
  const { stdout } = surroundings
  let cursor: string | undefined
  let attempt: number | undefined
  while (copy.cut?.aborted !== true) {
    const position = { wait: copy.follow ? LONGEST_WAIT : 0, ...(cursor === undefined ? {} : { cursor }) }
    const part = await partOrNone(copy, position, surroundings)
    if (part === undefined) continue
    if (attempt !== undefined && part.attempt !== attempt)
      say(surroundings, `sparkdrop: the log of attempt ${part.attempt}:`)
    attempt = part.attempt
    if (part.lines.length > 0) stdout.write(part.lines.map((line) => `${line}\n`).join(''))
    const isOver = part.ended || (!copy.follow && (part.lines.length === 0 || part.next === cursor))
    if (isOver && part.message !== undefined) say(surroundings, `sparkdrop: the driver's log is gone; ${part.message}`)
    if (isOver) return
    cursor = part.next
  }
}

/** Follows the log while something else, which ends with the job, is waited for; what that gives. */
export async function followWhile<T>(
  copy: Omit<CopyLog, 'follow' | 'cut'>,
  wait: () => Promise<T>,
  surroundings: Surroundings,
): Promise<T> {
  const cut = new AbortController()
  const copied = copyLog({ ...copy, follow: true, cut: cut.signal }, surroundings).catch((error: unknown) => {
    surroundings.signal.throwIfAborted()
    warn(surroundings, `the log cannot be followed: ${explainError(error)}`)
  })
  try {
    const waited = await wait()
    await copied
    return waited
  } finally {
    cut.abort()
    // What stopped the waiting stops this, too, and is told once.
    await copied.catch(() => undefined)
  }
}
