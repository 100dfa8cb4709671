import type { JobRequest } from '../../events/job-request.ts'

const baseName = (file: string): string => (file.split('/').pop() ?? file).replace(/\.[^.]+$/, '')

/** What a job is called where nobody said: by its file, else by its class, as Spark does. */
export const defaultName = ({ main }: JobRequest): string => (main.file ? baseName(main.file) : (main.class ?? ''))

/** What the request calls its job, whatever the platform's defaults say. */
export const requestName = (request: JobRequest): string =>
  request.name ?? request.conf['spark.app.name'] ?? defaultName(request)
