import * as z from 'zod'
import { readParameter } from '../../lib/aws/parameters.ts'
import { s3Objects } from '../../lib/aws/s3-object-store.ts'
import { namespaceLimits, runningJobsSchema } from '../../lib/jobs/admission/namespace-limits.ts'
import { submitMessage } from '../../lib/jobs/submit-message.ts'
import { clustersVariableSchema } from '../../lib/kubernetes/cluster-settings.ts'
import { readPolicy } from '../../lib/policy/read-policy.ts'
import { jsonVariable } from '../../lib/system/json-variable.ts'
import { readSettings } from '../../lib/system/read-settings.ts'
import { clustersOnce } from '../runtime/cluster.ts'
import { jobTools } from '../runtime/job-tools.ts'
import { lastDelivery, originalId } from '../runtime/last-delivery.ts'
import { sqsHandler } from '../runtime/sqs-handler.ts'
import { telemetry } from '../runtime/telemetry.ts'

const settings = readSettings(
  z.object({
    JOB_TABLE: z.string(),
    JOBS_QUEUE_URL: z.string(),
    EVENT_BUS: z.string(),
    UPLOAD_PATH: z.string(),
    SPARK_DEFAULTS: z.string(),
    POLICY: z.string(),
    CLUSTERS: clustersVariableSchema,
    RUNNING_JOBS: jsonVariable(runningJobsSchema, '{"default":20}'),
  }),
  process.env,
)
const tools = telemetry()
const deps = {
  ...jobTools(settings, tools),
  clusters: clustersOnce(settings.CLUSTERS),
  limits: namespaceLimits(settings.RUNNING_JOBS),
  objects: s3Objects(),
  random: { next: Math.random },
  platform: async () => {
    const [defaults, policy] = await Promise.all([
      readParameter(settings.SPARK_DEFAULTS),
      readParameter(settings.POLICY),
    ])
    return { uploadPath: settings.UPLOAD_PATH, defaults, policy: readPolicy(policy) }
  },
}

/** Messages of the jobs queue become drivers on the cluster. */
export const handler = sqsHandler(
  tools,
  (record) => submitMessage(deps, { body: record.body, messageId: originalId(record) }),
  lastDelivery(process.env),
)
