import * as z from 'zod'
import { readParameter } from '../../lib/aws/parameters.ts'
import { s3Objects } from '../../lib/aws/s3-object-store.ts'
import type { AcceptUpload } from '../../lib/jobs/accept-upload.ts'
import { acceptUploads } from '../../lib/jobs/accept-uploads.ts'
import { readPolicy } from '../../lib/policy/read-policy.ts'
import { readSettings } from '../../lib/system/read-settings.ts'
import { jobTools } from '../runtime/job-tools.ts'
import { lastDelivery } from '../runtime/last-delivery.ts'
import { sqsHandler } from '../runtime/sqs-handler.ts'
import { telemetry } from '../runtime/telemetry.ts'

const settings = readSettings(
  z.object({ JOB_TABLE: z.string(), JOBS_QUEUE_URL: z.string(), EVENT_BUS: z.string(), POLICY: z.string() }),
  process.env,
)
const tools = telemetry()
const deps: AcceptUpload = {
  ...jobTools(settings, tools),
  objects: s3Objects(),
  policy: async () => readPolicy(await readParameter(settings.POLICY)),
}

/** What S3 tells of the drop bucket becomes jobs on the jobs queue. */
export const handler = sqsHandler(tools, ({ body }) => acceptUploads(deps, body), lastDelivery(process.env))
