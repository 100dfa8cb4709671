import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware'
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware'
import middy from '@middy/core'
import { handle } from 'hono/aws-lambda'
import * as z from 'zod'
import type { JobRequest } from '../../events/job-request.ts'
import { createApi } from '../../lib/api/create-api.ts'
import { deadLetterRoutes } from '../../lib/api/dead-letters-routes.ts'
import type { Principal } from '../../lib/api/principal.ts'
import { schedulesRoutes } from '../../lib/api/schedules-routes.ts'
import { tenancyOf } from '../../lib/api/tenancy.ts'
import { batchNumbers } from '../../lib/aws/dynamodb-batch-numbers.ts'
import { readParameter } from '../../lib/aws/parameters.ts'
import { s3UploadSigner } from '../../lib/aws/s3-upload-signer.ts'
import { deadLetterQueues } from '../../lib/aws/sqs-dead-letters.ts'
import { clusterOf } from '../../lib/jobs/clusters/clusters.ts'
import { clustersVariableSchema } from '../../lib/kubernetes/cluster-settings.ts'
import { checkSent } from '../../lib/policy/check-request.ts'
import { readPolicy } from '../../lib/policy/read-policy.ts'
import { jsonVariable } from '../../lib/system/json-variable.ts'
import { readSettings } from '../../lib/system/read-settings.ts'
import { systemClock } from '../../lib/system/system-clock.ts'
import { clustersOnce } from '../runtime/cluster.ts'
import { jobTools } from '../runtime/job-tools.ts'
import { scheduleSettingsSchema, scheduleTools } from '../runtime/schedule-tools.ts'
import { telemetry } from '../runtime/telemetry.ts'

const queuesSchema = z.record(z.string(), z.object({ queue: z.string(), deadLetters: z.string() }))
const settings = readSettings(
  z.object({
    JOB_TABLE: z.string(),
    JOBS_QUEUE_URL: z.string(),
    EVENT_BUS: z.string(),
    POLICY: z.string(),
    UPLOAD_PATH: z.string(),
    LARGEST_UPLOAD: z.coerce.number(),
    CLUSTERS: clustersVariableSchema,
    DEAD_LETTERS: jsonVariable(queuesSchema, '{"jobs":{"queue":"…","deadLetters":"…"}}'),
    ...scheduleSettingsSchema.shape,
  }),
  process.env,
)
const tools = telemetry()
const policy = async () => readPolicy(await readParameter(settings.POLICY))
const deps = {
  ...jobTools(settings, tools),
  ...scheduleTools(settings),
  clusterOf: clusterOf(clustersOnce(settings.CLUSTERS)),
  deadLetters: deadLetterQueues(settings.DEAD_LETTERS),
  batches: batchNumbers(settings.JOB_TABLE),
  access: async (principal: Principal) => tenancyOf(await policy(), principal),
  check: async (request: JobRequest) => checkSent(await policy(), request),
  uploads: {
    path: settings.UPLOAD_PATH,
    largest: settings.LARGEST_UPLOAD,
    signer: s3UploadSigner(systemClock, process.env),
  },
  freshId: randomUUID,
  sleep: async (ms: number) => {
    await delay(ms)
  },
}
const api = createApi(deps, [schedulesRoutes(deps), deadLetterRoutes(deps)])

/** Calls of the HTTP API, by way of API Gateway. */
export const handler = middy(handle(api))
  .use(injectLambdaContext(tools.logger, { resetKeys: true }))
  .use(logMetrics(tools.metrics, { captureColdStartMetric: true }))
