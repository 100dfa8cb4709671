import { REPORT_INTERVAL, WAIT_APP_COMPLETION } from '../../conf/catalogue/client-connection.ts'
import { SUBMISSION_GATE, unknownOwnSettings } from '../../conf/own-settings.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import { RestCluster } from '../../kubernetes/rest-cluster.ts'
import { systemTimers } from '../../kubernetes/timers.ts'
import type { Pod } from '../../ports/kubernetes-types.ts'
import type { SubmitArguments } from '../../submission/arguments/parse-arguments.ts'
import { openSubmissionCluster, type SubmissionCluster } from '../connect/open-submission-cluster.ts'
import { EXIT } from '../exit-codes.ts'
import { type Surroundings, say, warn } from '../surroundings.ts'
import { uploadFiles } from '../upload/upload-files.ts'
import { awaitCompletion, describeApplication } from '../watch/await-completion.ts'
import { missingFolders } from './conf-folder.ts'
import { createDriverObjects } from './create-driver-objects.ts'
import { describeSubmission } from './describe-submission.ts'
import { type PlannedSubmission, planSubmission } from './plan-submission.ts'
import { outputFormat, printObjects } from './print-objects.ts'

/** Whether to wait for the driver's end. What the waiting goes by is read, too, while nothing has been created. */
function demandWatching(conf: SparkConf): boolean {
  const waits = read(conf, WAIT_APP_COMPLETION)
  if (waits) read(conf, REPORT_INTERVAL)
  return waits
}

/** Uploads and creates: all of it, or nothing stays. */
async function launch(
  { resolved, objects, uploads }: PlannedSubmission,
  { client }: SubmissionCluster,
  surroundings: Surroundings,
): Promise<Pod> {
  const gate = read(resolved.own, SUBMISSION_GATE) ?? true
  const uploaded = await uploadFiles(uploads, resolved.conf, surroundings)
  try {
    return await createDriverObjects(client, objects, { gate }, surroundings)
  } catch (error) {
    await uploaded.remove()
    throw error
  }
}

/** Follows the driver to its end; the exit code is the driver's own. */
async function stay(
  { resolved: { conf } }: PlannedSubmission,
  { client }: SubmissionCluster,
  pod: Pod,
  follow: boolean,
  surroundings: Surroundings,
): Promise<number> {
  const cluster = new RestCluster(client)
  const log = follow ? (await import('../watch/driver-log.ts')).followDriver(client, pod, surroundings) : undefined
  try {
    const last = await awaitCompletion({ cluster, conf, timers: systemTimers, surroundings }, pod)
    await log?.finish()
    if (last === undefined) {
      say(surroundings, 'sparkdrop: the driver pod was deleted before the application had ended')
      return EXIT.refused
    }
    say(surroundings, `${describeApplication(conf, last).replace(/^a/, 'A')} finished`)
    const { driverExit } = await import('../watch/driver-exit.ts')
    const { exitCode, message } = await driverExit(cluster, last)
    if (message !== undefined) say(surroundings, `sparkdrop: ${message}`)
    return exitCode
  } finally {
    log?.cut()
  }
}

/**
 * `sparkdrop submit`: a command line to a running driver, as `spark-submit --deploy-mode cluster`.
 *
 * @returns the exit code
 * @throws SparkdropError where nothing was submitted, and nothing stays of what was begun
 */
export async function runSubmission(args: SubmitArguments, surroundings: Surroundings): Promise<number> {
  const format = outputFormat(args.options.output)
  const planned = await planSubmission(args, surroundings)
  const { resolved, objects } = planned
  const folders = missingFolders(surroundings).map(
    (name) => `${name} names no folder: ${surroundings.environment[name]}`,
  )
  for (const warning of [...folders, ...resolved.warnings, ...unknownOwnSettings(resolved.own), ...objects.warnings])
    warn(surroundings, warning)
  if (args.switches.has('verbose')) say(surroundings, describeSubmission(planned))
  if (args.switches.has('dryRun')) {
    await printObjects(objects.namespace, [objects.pod, ...objects.resources], format, surroundings.stdout)
    return EXIT.done
  }
  const follow = args.switches.has('follow')
  const wait = demandWatching(resolved.conf) || follow
  const cluster = await openSubmissionCluster(resolved.conf, surroundings)
  const pod = await launch(planned, cluster, surroundings)
  const application = describeApplication(resolved.conf, pod)
  if (!wait) {
    say(surroundings, `Deployed Spark ${application} into Kubernetes`)
    return EXIT.done
  }
  say(surroundings, `Waiting for ${application} to finish...`)
  try {
    return await stay(planned, cluster, pod, follow, surroundings)
  } catch (error) {
    const id = `${pod.metadata?.namespace}:${pod.metadata?.name}`
    say(surroundings, `sparkdrop: the driver goes on without being watched; to end it: sparkdrop submit --kill ${id}`)
    throw error
  }
}
