import { APP_NAME } from '../../conf/catalogue/application.ts'
import { REPORT_INTERVAL } from '../../conf/catalogue/client-connection.ts'
import { read } from '../../conf/property.ts'
import type { SparkConf } from '../../conf/spark-conf.ts'
import type { Timers } from '../../kubernetes/timers.ts'
import type { Cluster } from '../../ports/cluster.ts'
import type { Pod } from '../../ports/kubernetes-types.ts'
import { APP_ID_LABEL } from '../../spark-pod/bookkeeping-labels.ts'
import { explainError } from '../explain-error.ts'
import { type Surroundings, say, warn } from '../surroundings.ts'
import { formatContainers, formatPod } from './format-pod.ts'
import { Patience } from './patience.ts'

/** How often the pod is looked at, however long the interval of reports is. */
const LOOK_EVERY_MS = 1_000

const hasEnded = (pod: Pod): boolean => pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed'

/** How an application is called in reports. Follows submit.Client. */
export const describeApplication = (conf: SparkConf, { metadata }: Pod): string =>
  `application ${read(conf, APP_NAME) ?? ''} with application ID ${metadata?.labels?.[APP_ID_LABEL] ?? ''} and ` +
  `submission ID ${metadata?.namespace}:${metadata?.name}`

export interface Waiting {
  readonly cluster: Pick<Cluster, 'getPod'>
  readonly conf: SparkConf
  readonly timers: Timers
  readonly surroundings: Surroundings
}

/** The pod as it is now; the last known one where the API server does not answer for the moment; undefined once it is gone. */
async function look({ cluster, surroundings }: Waiting, known: Pod, patience: Patience): Promise<Pod | undefined> {
  const { namespace = '', name = '', uid } = known.metadata ?? {}
  try {
    const pod = await cluster.getPod(namespace, name)
    patience.renew()
    return pod?.metadata?.uid === uid ? pod : undefined
  } catch (error) {
    if (!patience.bears(error)) throw error
    warn(surroundings, `how the driver is cannot be seen for the moment: ${explainError(error)}`)
    return known
  }
}

/**
 * Stays until the driver has ended, and says how it is: in full where its state has changed, and by its phase every
 * `spark.kubernetes.report.interval`. Follows LoggingPodStatusWatcher.
 *
 * @returns the driver pod as it ended, or undefined where it was deleted before
 */
export async function awaitCompletion(waiting: Waiting, created: Pod): Promise<Pod | undefined> {
  const { conf, timers, surroundings } = waiting
  const interval = read(conf, REPORT_INTERVAL)
  const appId = created.metadata?.labels?.[APP_ID_LABEL]
  const patience = new Patience(timers)
  let known = created
  let described = ''
  let reported = timers.monotonic()
  const report = (text: string): void => {
    say(surroundings, text)
    reported = timers.monotonic()
  }
  for (;;) {
    const pod = await look(waiting, known, patience)
    if (pod === undefined) return hasEnded(known) ? known : undefined
    known = pod
    const description = formatPod(pod)
    if (description !== described) report(`State changed, new state: ${description}`)
    else if (timers.monotonic() - reported >= interval) {
      report(`Application status for ${appId} (phase: ${pod.status?.phase ?? 'unknown'})`)
    }
    described = description
    if (hasEnded(pod)) {
      const containers = formatContainers(pod) || '\n\t No containers were found in the driver pod.'
      say(surroundings, `Container final statuses:\n\n${containers}`)
      return pod
    }
    await timers.sleep(Math.min(interval, LOOK_EVERY_MS), surroundings.signal)
    surroundings.signal.throwIfAborted()
  }
}
