import { randomUUID } from 'node:crypto'
import { UPLOAD_PATH } from '../../conf/catalogue/application.ts'
import { read } from '../../conf/property.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'
import { SPARK_VERSION } from '../../spark-pod/spark-version.ts'
import type { SubmitArguments } from '../../submission/arguments/parse-arguments.ts'
import { type ResolvedSubmission, resolveSubmission } from '../../submission/arguments/resolve-submission.ts'
import { buildSparkObjects } from '../../submission/driver-builder.ts'
import { deriveIdentity } from '../../submission/driver-identity.ts'
import type { DriverObjects } from '../../submission/driver-submission.ts'
import { type PlannedUpload, planUploads, uploadTarget } from '../../submission/uploads.ts'
import { systemClock } from '../../system/system-clock.ts'
import { masterOf } from '../connect/master.ts'
import type { Surroundings } from '../surroundings.ts'
import { type SizedUpload, sized } from '../upload/file-upload.ts'
import { readClientFiles } from './client-files.ts'
import { withGlobsExpanded } from './expand-globs.ts'
import { loadFeatureSteps } from './feature-modules.ts'
import { manifestClass } from './main-class.ts'
import { readPropertyFiles } from './property-files.ts'
import { sparkUser } from './spark-user.ts'

/** What there is to do for a command line, with nothing done yet. */
export interface PlannedSubmission {
  readonly resolved: ResolvedSubmission
  readonly objects: DriverObjects
  readonly uploads: readonly SizedUpload[]
}

/** `sparkdrop submit` is `spark-submit --deploy-mode cluster`: only who says otherwise gets to hear of client mode. */
const inClusterMode = (environment: Surroundings['environment']): Surroundings['environment'] => ({
  ...environment,
  DEPLOY_MODE: environment['DEPLOY_MODE'] ?? 'cluster',
})

/** Who misspelt a file is told that at once, and not first to name a place to upload it to. */
async function demandFiles(planned: readonly PlannedUpload[], cwd: string): Promise<void> {
  await sized(
    planned.map((upload) => ({ ...upload, target: '' })),
    cwd,
  ).catch((cause: unknown) => {
    if (!(cause instanceof InvalidJobError)) throw cause
    const message = `${cause.message}; ${UPLOAD_PATH.key} has to say where to, such as s3a://bucket/staging`
    throw new InvalidJobError(cause.code, message, { details: cause.details, cause })
  })
}

async function plannedUploads({ conf, main }: ResolvedSubmission, cwd: string): Promise<readonly SizedUpload[]> {
  const root = read(conf, UPLOAD_PATH)
  const planned = planUploads(conf, main)
  if (root === undefined) {
    await demandFiles(planned, cwd)
    return []
  }
  return await sized(
    planned.map(({ source, property }) => ({ source, property, target: uploadTarget(root, randomUUID(), source) })),
    cwd,
  )
}

/**
 * Reads all that a submission is made from, and makes the objects. Whatever is wrong with the command line, the
 * settings or the files shows here, before anything has been uploaded or created.
 *
 * @throws InvalidJobError naming the option, setting or file
 */
export async function planSubmission(args: SubmitArguments, surroundings: Surroundings): Promise<PlannedSubmission> {
  const environment = inClusterMode(surroundings.environment)
  const files = readPropertyFiles(args, surroundings)
  await masterOf(args, files, surroundings)
  const command = resolveSubmission(args, { environment, cwd: surroundings.cwd, ...files })
  const expanded = await withGlobsExpanded(command.conf)
  const resolved = { ...command, conf: expanded.conf, warnings: [...command.warnings, ...expanded.warnings] }
  const { conf, main, proxyUser } = resolved
  const mainClass = resolved.mainClass ?? (await manifestClass(main, conf, surroundings))
  const uploads = await plannedUploads(resolved, surroundings.cwd)
  const submission = {
    ...resolved,
    ...(mainClass === undefined ? {} : { mainClass }),
    environment,
    identity: deriveIdentity(randomUUID()),
    sparkUser: sparkUser(proxyUser, surroundings),
    sparkVersion: SPARK_VERSION,
    submitTime: systemClock.now(),
    files: await readClientFiles(conf, surroundings),
    uploads: new Map(uploads.map(({ source, target }) => [source, target])),
  }
  const objects = buildSparkObjects(submission, await loadFeatureSteps(conf, surroundings.cwd))
  return { resolved, objects, uploads }
}
