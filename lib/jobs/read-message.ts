import { messageIdSchema } from '../../events/job-message.ts'
import type { JobRequest } from '../../events/job-request.ts'
import { readJobRequest } from '../../events/read-job-request.ts'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import { tooLarge } from './largest-request.ts'

/** One message that asks for a job. */
export interface JobMessage {
  readonly body: string
  /** What the queue calls it; of one that was sent again, what it was called first. */
  readonly messageId: string
}

type Fields = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const bad = (problem: string, cause?: unknown): InvalidJobError =>
  new InvalidJobError('BAD_REQUEST', `the message is no job request: ${problem}`, { cause })

const fieldsOf = (body: string): Fields => {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch (cause) {
    throw bad(`it is no JSON: ${(cause as Error).message}`, cause)
  }
  if (isObject(value)) return value
  throw bad('the whole: expected an object')
}

const ownId = (id: unknown): string | undefined => {
  if (id === undefined) return undefined
  const own = messageIdSchema.safeParse(id)
  if (own.success) return own.data
  throw bad('id: expected a text of 1 to 255 characters')
}

/** The source with what the message says of itself: its own id, else the queue's. */
const sourceOf = (source: unknown, id: string | undefined, messageId: string): unknown => {
  if (source === undefined) return { kind: 'sqs', id: id ?? messageId }
  if (id === undefined || (isObject(source) && source['kind'] === 'sqs' && source['id'] === id)) return source
  throw bad('id: the source says who the job is, so leave out one of the two')
}

/**
 * The request that a message of the jobs queue holds. Where it names no source, its own `id` is who it is, else the id that the
 * queue gave it.
 *
 * @throws InvalidJobError BAD_REQUEST
 */
export const readMessage = ({ body, messageId }: JobMessage): JobRequest => {
  const { id, ...fields } = fieldsOf(body)
  const request = readJobRequest({ ...fields, source: sourceOf(fields['source'], ownId(id), messageId) })
  if (request.ok) return request.value
  throw bad(request.problems)
}

/**
 * The request that a message from outside holds: as `readMessage`, but who comes from S3, a schedule or the API, only
 * sparkdrop itself can say.
 *
 * @throws InvalidJobError BAD_REQUEST, FOREIGN_SOURCE
 */
export const readOutsideMessage = (message: JobMessage): JobRequest => {
  const request = readMessage(message)
  const problem = tooLarge(request)
  if (problem !== undefined) throw bad(problem)
  if (request.source.kind === 'sqs') return request
  const said = `source.kind: "${request.source.kind}" is not for a message to say`
  throw new InvalidJobError(
    'FOREIGN_SOURCE',
    `${said}: leave the source out, and give an id of your own where you have one`,
  )
}
