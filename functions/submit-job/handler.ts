import * as z from 'zod'
import { readParameter } from '../../lib/aws/parameters.ts'
import { s3Objects } from '../../lib/aws/s3-object-store.ts'
import { jobsQueue } from '../../lib/aws/sqs-job-queue.ts'
import { submitMessage } from '../../lib/jobs/submit-message.ts'
import { clusterVariableSchema } from '../../lib/kubernetes/cluster-settings.ts'
import { readPolicy } from '../../lib/policy/read-policy.ts'
import { readSettings } from '../../lib/system/read-settings.ts'
import { clusterOnce, masterOf } from '../runtime/cluster.ts'
import { jobTools } from '../runtime/job-tools.ts'
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
    CLUSTER: clusterVariableSchema,
  }),
  process.env,
)
const tools = telemetry()
const cluster = clusterOnce(settings.CLUSTER)
const deps = {
  ...jobTools(settings, tools),
  queue: jobsQueue(settings.JOBS_QUEUE_URL),
  objects: s3Objects(),
  random: { next: Math.random },
  platform: async () => {
    const [defaults, policy] = await Promise.all([
      readParameter(settings.SPARK_DEFAULTS),
      readParameter(settings.POLICY),
    ])
    const { UPLOAD_PATH: uploadPath, CLUSTER } = settings
    return { master: masterOf(CLUSTER), uploadPath, defaults, policy: readPolicy(policy) }
  },
}

/** Messages of the jobs queue become drivers on the cluster. */
export const handler = sqsHandler(tools, async ({ body, messageId }) =>
  submitMessage({ ...deps, cluster: await cluster() }, { body, messageId }),
)
