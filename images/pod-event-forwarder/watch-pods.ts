import type { ForwardPods } from '../../lib/jobs/forwarding/forward-pods.ts'
import { type PodView, SPARK_PODS, viewOf } from '../../lib/jobs/forwarding/pod-view.ts'
import { Reflector } from '../../lib/kubernetes/reflector.ts'
import { CORE, namespacedPath } from '../../lib/kubernetes/resource-path.ts'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import type { Timers } from '../../lib/kubernetes/timers.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import type { Log } from '../../lib/ports/log.ts'

export interface WatchPods {
  readonly client: RestClient
  /** Absent: all namespaces. */
  readonly namespace: string | undefined
  readonly pods: ForwardPods
  readonly timers: Timers
  readonly log: Log
  readonly relistEveryMs: number
  readonly onList: () => void
  readonly onFailure: () => void
}

/** Pods that are listed at a time: each is ten kilobytes of JSON and more as objects, of which a tenth is kept. */
const PAGE = 100

/** A reflector of the Spark pods of a namespace, or of all. */
export function watchPods({ client, namespace, pods, timers, log, relistEveryMs, onList, onFailure }: WatchPods) {
  return new Reflector<Pod, PodView | undefined>({
    client,
    path: namespace === undefined ? `${CORE}/pods` : namespacedPath(CORE, namespace, 'pods'),
    labelSelector: SPARK_PODS,
    project: viewOf,
    timers,
    relistEveryMs,
    pageSize: PAGE,
    sink: {
      replaced: (views) => {
        onList()
        log.info('listed', { namespace, pods: views.length })
        pods.replaced(views)
      },
      changed: (type, view) => pods.changed(type, view),
      failed: (error) => {
        onFailure()
        log.warn('watching pods failed and is tried again', { namespace, error: String(error) })
      },
    },
  })
}
