import type { JobRequest } from '../../../events/job-request.ts'
import { InvalidJobError } from '../../errors/sparkdrop-error.ts'

type Settings = readonly (readonly [string, string])[]

const QUEUE = /^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/

/** The queue that every namespace of Kueue's users has by convention. */
const KUEUE_DEFAULT = 'default'

/** In the value of a label or an annotation Spark puts the application's id in its place. */
const APP_ID = '{{APP_ID}}'

/** What the group of an application's pods is called, as Spark's own feature step for Volcano calls it. */
export const podGroupName = (appId: string): string => `${appId}-podgroup`

const onAllPods = (what: 'label' | 'annotation', name: string, value: string): Settings =>
  ['driver', 'executor'].map((role) => [`spark.kubernetes.${role}.${what}.${name}`, value])

const placedBy = (scheduler: string): Settings =>
  ['', 'driver.', 'executor.'].map((role) => [`spark.kubernetes.${role}scheduler.name`, scheduler])

const demandQueue = (queue: string): string => {
  if (QUEUE.test(queue)) return queue
  throw new InvalidJobError(
    'INVALID_QUEUE',
    `batchScheduler.queue: "${queue}" is no name of a queue: at most 63 letters, digits, ".", "_" and "-"`,
  )
}

/**
 * What the conf of a job says for its batch scheduler; nothing where it has none.
 *
 * Volcano: scheduler name, and the group of the application's pods (see `podGroup`). YuniKorn: scheduler name, queue and
 * application id, as Spark's guide has them. Kueue: the queue's name on every pod; its webhook gates each until there is
 * quota, and the cluster's own scheduler places it.
 *
 * @throws InvalidJobError where the queue can be none
 */
export const batchSchedulerConf = ({ batchScheduler }: JobRequest): Settings => {
  if (!batchScheduler) return []
  const queue = batchScheduler.queue === undefined ? undefined : demandQueue(batchScheduler.queue)
  switch (batchScheduler.name) {
    case 'volcano':
      return [...placedBy('volcano'), ...onAllPods('annotation', 'scheduling.k8s.io/group-name', podGroupName(APP_ID))]
    case 'yunikorn':
      return [
        ...placedBy('yunikorn'),
        ...onAllPods('annotation', 'yunikorn.apache.org/app-id', APP_ID),
        ...(queue === undefined ? [] : onAllPods('label', 'queue', queue)),
      ]
    case 'kueue':
      return onAllPods('label', 'kueue.x-k8s.io/queue-name', queue ?? KUEUE_DEFAULT)
  }
}
