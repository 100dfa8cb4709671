import type { JobRequest } from '../../../events/job-request.ts'
import { UPLOAD_PATH } from '../../conf/catalogue/application.ts'
import { OWN_PREFIX, SUBMISSION_GATE, unknownOwnSettings } from '../../conf/own-settings.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { SPARK_VERSION } from '../../spark-pod/spark-version.ts'
import { planStaging, type StagedFile } from '../../staging/plan-staging.ts'
import { buildDriver } from '../../submission/driver-builder.ts'
import type { DriverObjects } from '../../submission/driver-submission.ts'
import type { Job } from '../job.ts'
import { driverIdentity } from '../job-id.ts'
import { withGate } from './driver-gate.ts'
import type { DriverSpec } from './driver-objects.ts'
import { jobFiles } from './job-files.ts'
import { markPod } from './mark-pod.ts'
import { platformTemplates } from './platform-templates.ts'
import { podGroup } from './pod-group.ts'
import { mainOf, withZippedModules } from './zipped-python.ts'

/** Everything about a job's driver that can be known before anything is done. */
export interface PreparedDriver {
  readonly staged: readonly StagedFile[]
  readonly spec: DriverSpec
  /** What Spark passes over in silence and the sender would want to know. */
  readonly warnings: readonly string[]
}

const SPARK_USER = 'sparkdrop'

const sparkOnly = (conf: SparkConf): SparkConf =>
  conf.entries().reduce((rest, [key]) => (key.startsWith(OWN_PREFIX) ? rest.remove(key) : rest), conf)

const build = (
  { jobId, attempt, createdAt }: Job,
  { main, args }: JobRequest,
  conf: SparkConf,
  staged: readonly StagedFile[],
): DriverObjects =>
  buildDriver({
    conf: sparkOnly(conf),
    main: mainOf(main),
    ...(main.class ? { mainClass: main.class } : {}),
    args,
    identity: driverIdentity(jobId, attempt),
    sparkUser: SPARK_USER,
    sparkVersion: SPARK_VERSION,
    submitTime: Date.parse(createdAt),
    files: platformTemplates(conf),
    uploads: new Map(staged.map((file) => [file.uri, file.staged])),
  })

/**
 * What the job's attempt is on Kubernetes, and which files it needs staged. Pure: the same job and conf always give the
 * same names, places and objects.
 *
 * @param given the job's own conf, in which no globs of S3 are left
 * @throws InvalidJobError where the job's conf cannot be meant
 */
export const prepareDriver = (job: Job, request: JobRequest, given: SparkConf): PreparedDriver => {
  const conf = withZippedModules(given, request.main)
  const staged = planStaging(jobFiles(request, conf), read(conf, UPLOAD_PATH) ?? '', job.jobId)
  const { pod, resources, warnings } = build(job, request, conf, staged)
  const marked = markPod(pod, job.jobId, job.attempt)
  const { appId } = driverIdentity(job.jobId, job.attempt)
  const group = podGroup(request, conf, mainOf(request.main), appId)
  const gated = read(conf, SUBMISSION_GATE) ?? false
  return {
    staged,
    warnings: [...unknownOwnSettings(conf), ...warnings],
    spec: { pod: gated ? withGate(marked) : marked, resources: [...resources, ...group] },
  }
}
