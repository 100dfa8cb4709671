import type { JobRequest } from '../../events/job-request.ts'

const baseName = (file: string): string => (file.split('/').pop() ?? file).replace(/\.[^.]+$/, '')

/** Pods are named after the job, and their names have 253 characters at most. */
const LONGEST_NAME = 200

/** What a job is called where nobody said: by its file, else by its class, as Spark does; of a very long name, the beginning. */
export const defaultName = ({ main }: JobRequest): string => {
  const name = main.file ? baseName(main.file) : (main.class ?? '')
  return [...name].slice(0, LONGEST_NAME).join('')
}

/** What the request calls its job, whatever the platform's defaults say. */
export const requestName = (request: JobRequest): string =>
  request.name ?? request.conf['spark.app.name'] ?? defaultName(request)
