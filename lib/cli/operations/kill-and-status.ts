import { APP_KILL_GRACE_PERIOD } from '../../conf/catalogue/client-connection.ts'
import { read } from '../../conf/property.ts'
import { RestCluster } from '../../kubernetes/rest-cluster.ts'
import type { Pod } from '../../ports/kubernetes-types.ts'
import type { SubmitArguments } from '../../submission/arguments/parse-arguments.ts'
import { openSubmissionCluster } from '../connect/open-submission-cluster.ts'
import { EXIT } from '../exit-codes.ts'
import { type Surroundings, say } from '../surroundings.ts'
import { formatPod } from '../watch/format-pod.ts'
import { operationConf } from './operation-conf.ts'
import { selectDrivers } from './select-drivers.ts'
import { parseSubmissionId, type SubmissionId } from './submission-id.ts'

const sayNoneFound = ({ isGlob }: SubmissionId, surroundings: Surroundings): number => {
  say(surroundings, isGlob ? 'No applications found.' : 'Application not found.')
  return EXIT.done
}

/**
 * `--kill`: deletes the drivers that the id stands for. Follows K8SSparkSubmitOperation.
 * @throws InvalidJobError INVALID_SUBMISSION_ID, NAMESPACE_MISSING; KubernetesError, TransientError
 */
export async function killDrivers(text: string, args: SubmitArguments, surroundings: Surroundings): Promise<number> {
  const conf = await operationConf(args, surroundings)
  const gracePeriodSeconds = read(conf, APP_KILL_GRACE_PERIOD)
  const grace = gracePeriodSeconds ?? 'not set.'
  const master = conf.get('spark.master', '')
  say(surroundings, `Submitting a request to kill submission ${text} in ${master}. Grace period in secs: ${grace}`)
  const id = parseSubmissionId(text)
  const { client, namespace } = await openSubmissionCluster(conf, surroundings)
  const cluster = new RestCluster(client)
  const pods = await selectDrivers(cluster, id, namespace)
  if (pods.length === 0) return sayNoneFound(id, surroundings)
  if (id.isGlob) for (const pod of pods) say(surroundings, `Deleting driver pod: ${pod.metadata?.name}.`)
  // A negative one is none: Spark's client leaves it out of the request.
  const options = gracePeriodSeconds === undefined || gracePeriodSeconds < 0 ? {} : { gracePeriodSeconds }
  const kill = ({ metadata }: Pod) => cluster.deletePod(metadata?.namespace ?? '', metadata?.name ?? '', options)
  const outcomes = await Promise.allSettled(pods.map(kill))
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  return EXIT.done
}

/**
 * `--status`: describes the drivers that the id stands for. Follows K8SSparkSubmitOperation.
 * @throws InvalidJobError INVALID_SUBMISSION_ID, NAMESPACE_MISSING; KubernetesError, TransientError
 */
export async function showStatus(text: string, args: SubmitArguments, surroundings: Surroundings): Promise<number> {
  const conf = await operationConf(args, surroundings)
  const master = conf.get('spark.master', '')
  say(surroundings, `Submitting a request for the status of submission ${text} in ${master}.`)
  const id = parseSubmissionId(text)
  const { client, namespace } = await openSubmissionCluster(conf, surroundings)
  const pods = await selectDrivers(new RestCluster(client), id, namespace)
  if (pods.length === 0) return sayNoneFound(id, surroundings)
  for (const pod of pods) say(surroundings, `Application status (driver): ${formatPod(pod)}`)
  return EXIT.done
}
