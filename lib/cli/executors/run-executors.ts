import type { RestClient } from '../../kubernetes/rest-client.ts'
import { APP_ID_LABEL } from '../../spark-pod/bookkeeping-labels.ts'
import { openSubmissionCluster } from '../connect/open-submission-cluster.ts'
import { EXIT } from '../exit-codes.ts'
import { printObjects } from '../submit/print-objects.ts'
import { type Surroundings, say } from '../surroundings.ts'
import { ApplicationObjects, applicationExists } from './application-objects.ts'
import { executorsConf } from './executors-conf.ts'
import { type ExecutorsOptions, readExecutorsOptions } from './executors-options.ts'
import { keepExecutors } from './keep-executors.ts'
import { ObservedExecutorCluster } from './observed-cluster.ts'
import { type ExecutorsPlan, planExecutors } from './plan-executors.ts'
import { plannedObjects, statefulSets } from './planned-objects.ts'

interface ExecutorsRun {
  readonly plan: ExecutorsPlan
  readonly client: RestClient
  readonly cluster: ObservedExecutorCluster
  readonly once: boolean
  readonly surroundings: Surroundings
}

const interrupted = ({ signal }: Surroundings): Promise<void> =>
  signal.aborted ? Promise.resolve() : new Promise((resolve) => signal.addEventListener('abort', () => resolve()))

/** Whoever has an application's id keeps, and deletes, all executors that have it too. */
async function requireNewApplication({ plan, cluster, once }: ExecutorsRun): Promise<void> {
  const { application, namespace } = plan
  const labelSelector = `${APP_ID_LABEL}=${application.appId}${once ? ',spark-role=executor' : ''}`
  const { pods } = await cluster.listPods({ namespace, labelSelector })
  if (pods.length > 0) throw applicationExists(plan)
}

const describe = ({ application, targets, namespace }: ExecutorsPlan): string => {
  const executors = [...targets.values()].reduce((sum, count) => sum + count, 0)
  return `${executors} executor${executors === 1 ? '' : 's'} of ${application.appId} in namespace ${namespace}`
}

/** The loop's executors: left there, or kept until the command is interrupted. */
async function keep({ plan, cluster, once, surroundings }: ExecutorsRun): Promise<void> {
  const { loop, created, failed } = keepExecutors(plan, cluster, once, surroundings)
  const stopped = interrupted(surroundings)
  try {
    await Promise.race([created, failed, stopped])
    surroundings.signal.throwIfAborted()
    say(surroundings, `created ${describe(plan)}`)
    if (!once) await Promise.race([failed, stopped])
  } finally {
    await loop.stop()
  }
}

async function create(run: ExecutorsRun): Promise<void> {
  const { plan, client, once, surroundings } = run
  const sets = statefulSets(plan)
  const objects = new ApplicationObjects(client, plan)
  await requireNewApplication(run)
  try {
    await objects.create(sets ?? [])
    if (sets === undefined) await keep(run)
    else say(surroundings, `created stateful sets for ${describe(plan)}`)
    if (once) return
    if (sets !== undefined) await interrupted(surroundings)
  } catch (error) {
    await objects.remove()
    throw error
  }
  await objects.remove()
}

async function runWith(options: ExecutorsOptions, surroundings: Surroundings): Promise<number> {
  const conf = await executorsConf(options, surroundings)
  if (!conf.contains('spark.master')) {
    const plan = await planExecutors(conf, options, undefined, surroundings)
    await printObjects(plan.namespace, plannedObjects(plan), options.output, surroundings.stdout)
    return EXIT.done
  }
  const { client } = await openSubmissionCluster(conf, surroundings)
  const cluster = new ObservedExecutorCluster(client)
  const plan = await planExecutors(conf, options, cluster, surroundings)
  if (options.dryRun) {
    await printObjects(plan.namespace, plannedObjects(plan), options.output, surroundings.stdout)
    return EXIT.done
  }
  await create({ plan, client, cluster, once: options.once, surroundings })
  return EXIT.done
}

/**
 * `sparkdrop executors`: the executors that a driver's loop would create, without the driver.
 * @throws InvalidJobError naming the option, setting or file; KubernetesError, TransientError
 */
export async function runExecutors(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const options = readExecutorsOptions(args, surroundings)
  if (typeof options === 'number') return options
  return await runWith(options, surroundings)
}
