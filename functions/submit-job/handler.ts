import * as z from 'zod'
import { readParameter } from '../../lib/aws/parameters.ts'
import { s3Objects } from '../../lib/aws/s3-object-store.ts'
import { submitMessage } from '../../lib/jobs/submit-message.ts'
import { clusterVariableSchema } from '../../lib/kubernetes/cluster-settings.ts'
import { readSettings } from '../../lib/system/read-settings.ts'
import { clusterOnce, masterOf } from '../runtime/cluster.ts'
import { jobTools } from '../runtime/job-tools.ts'
import { sqsHandler } from '../runtime/sqs-handler.ts'
import { telemetry } from '../runtime/telemetry.ts'

const settings = readSettings(
  z.object({
    JOB_TABLE: z.string(),
    EVENT_BUS: z.string(),
    UPLOAD_PATH: z.string(),
    SPARK_DEFAULTS: z.string(),
    CLUSTER: clusterVariableSchema,
  }),
  process.env,
)
const tools = telemetry()
const cluster = clusterOnce(settings.CLUSTER)
const deps = {
  ...jobTools(settings, tools),
  objects: s3Objects(),
  random: { next: Math.random },
  platform: async () => ({
    master: masterOf(settings.CLUSTER),
    uploadPath: settings.UPLOAD_PATH,
    defaults: await readParameter(settings.SPARK_DEFAULTS),
  }),
}

/** Messages of the jobs queue become drivers on the cluster. */
export const handler = sqsHandler(tools, async ({ body, messageId }) =>
  submitMessage({ ...deps, cluster: await cluster() }, { body, messageId }),
)
