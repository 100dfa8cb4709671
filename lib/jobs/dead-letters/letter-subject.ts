import * as z from 'zod'
import { LABELS } from '../../../events/pod-event.ts'
import { readUploads } from '../../../events/s3-upload.ts'
import { deriveJobId } from '../job-id.ts'
import { readMessage } from '../read-message.ts'

/** What a dead letter is about, as far as its body says. */
export interface LetterSubject {
  /** In a few words, for a person. */
  readonly about: string
  readonly jobId?: string
  readonly namespace?: string
}

const podEvent = z.object({
  detail: z.object({
    pod: z.object({
      metadata: z.object({
        name: z.string(),
        namespace: z.string(),
        labels: z.record(z.string(), z.string()).optional(),
      }),
    }),
  }),
})

const executors = z.object({
  detail: z.object({ namespace: z.string(), sparkAppId: z.string(), jobId: z.string().optional() }),
})

/** "Job State Change", and what write-receipt sends to itself. */
const moved = z.object({ detail: z.object({ jobId: z.string(), namespace: z.string(), state: z.string() }) })
const wake = z.object({ jobId: z.string(), waits: z.object({ state: z.string() }) })

const firing = z.object({ schedule: z.object({ namespace: z.string(), name: z.string() }) })

type Reader = (value: unknown, body: string, messageId: string) => LetterSubject | undefined

const ofRequest: Reader = (_, body, messageId) => {
  try {
    const request = readMessage({ body, messageId })
    const { namespace, source, main } = request
    return { about: `job ${request.name ?? main.file ?? main.class}`, jobId: deriveJobId(source), namespace }
  } catch {
    return undefined
  }
}

const ofUpload: Reader = (value) => {
  const uploads = readUploads(value)
  const [first, ...others] = uploads.ok ? uploads.value : []
  if (first === undefined) return undefined
  const about = `s3://${first.bucket}/${first.key}${others.length > 0 ? ` and ${others.length} more` : ''}`
  return { about, jobId: deriveJobId({ kind: 's3', ...first }) }
}

const ofPod: Reader = (value) => {
  const { data } = podEvent.safeParse(value)
  if (data === undefined) return undefined
  const { name, namespace, labels } = data.detail.pod.metadata
  const jobId = labels?.[LABELS.jobId]
  return { about: `driver pod ${name}`, namespace, ...(jobId === undefined ? {} : { jobId }) }
}

const ofExecutors: Reader = (value) => {
  const { data } = executors.safeParse(value)
  if (data === undefined) return undefined
  const { namespace, sparkAppId, jobId } = data.detail
  return { about: `executors of ${sparkAppId}`, namespace, ...(jobId === undefined ? {} : { jobId }) }
}

const ofReceipt: Reader = (value) => {
  const { data } = moved.safeParse(value)
  if (data !== undefined) {
    const { jobId, namespace, state } = data.detail
    return { about: `receipt of a job that is ${state}`, jobId, namespace }
  }
  const { data: waiting } = wake.safeParse(value)
  return waiting && { about: `receipt of a job that is ${waiting.waits.state}`, jobId: waiting.jobId }
}

const ofFiring: Reader = (value) => {
  const { data } = firing.safeParse(value)
  return (
    data && { about: `schedule ${data.schedule.namespace}/${data.schedule.name}`, namespace: data.schedule.namespace }
  )
}

const READERS: readonly Reader[] = [ofPod, ofReceipt, ofExecutors, ofFiring, ofUpload, ofRequest]

/** What a message of any of the queues is about. Never throws: a letter that nobody can read has to be shown above all. */
export function letterSubject(body: string, messageId: string): LetterSubject {
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch {
    return { about: 'no JSON' }
  }
  for (const read of READERS) {
    const subject = read(value, body, messageId)
    if (subject !== undefined) return subject
  }
  return { about: 'a message of no known kind' }
}
