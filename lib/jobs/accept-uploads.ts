import { readUploads } from '../../events/s3-upload.ts'
import { InvalidJobError } from '../errors/sparkdrop-error.ts'
import { type AcceptUpload, acceptUpload } from './accept-upload.ts'
import type { Job } from './job.ts'

const parse = (body: string): unknown => {
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw new InvalidJobError('BAD_EVENT', `the message is no JSON: ${(cause as Error).message}`, { cause })
  }
}

/**
 * Makes jobs of all uploads that a message of the uploads queue tells of. One that fails does not keep the others from
 * being accepted; the message is delivered again then, and finds those as they are.
 *
 * @returns the jobs as recorded; none for uploads that only accompany one
 * @throws InvalidJobError `BAD_EVENT` for a message of no form that S3 sends; else the first failure
 */
export const acceptUploads = async (deps: AcceptUpload, body: string): Promise<readonly Job[]> => {
  const uploads = readUploads(parse(body))
  if (!uploads.ok) throw new InvalidJobError('BAD_EVENT', `the message tells of no upload: ${uploads.problems}`)
  const jobs: Job[] = []
  const failures: unknown[] = []
  for (const upload of uploads.value) {
    try {
      const job = await acceptUpload(deps, upload)
      if (job) jobs.push(job)
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
  return jobs
}
