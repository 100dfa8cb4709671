import type * as z from 'zod'
import { type JobRequest, jobRequestSchema } from '../../events/job-request.ts'
import type { Job } from '../../lib/jobs/job.ts'
import { acceptedJob } from '../../lib/jobs/new-job.ts'

/** A request for a jar on S3, or as overridden. */
export const jobRequest = (overrides: Partial<z.input<typeof jobRequestSchema>> = {}): JobRequest =>
  jobRequestSchema.parse({
    version: 1,
    source: { kind: 's3', bucket: 'drop', key: 'team-a/pi.jar', versionId: 'v1' },
    namespace: 'team-a',
    main: { file: 's3a://drop/team-a/pi.jar', versionId: 'v1', class: 'com.example.Pi' },
    args: ['10'],
    conf: {},
    ...overrides,
  })

/** A job as it is accepted, or as overridden. */
export const job = (overrides: Partial<Job> = {}): Job => ({
  ...acceptedJob(jobRequest(), '2026-01-01T00:00:00.000Z'),
  ...overrides,
})
