import { isKubernetesStatus } from '../../lib/errors/kubernetes-error.ts'
import { POD_WARNINGS, type WarningView, warningOf } from '../../lib/jobs/forwarding/warning-view.ts'
import { Reflector } from '../../lib/kubernetes/reflector.ts'
import { CORE, namespacedPath } from '../../lib/kubernetes/resource-path.ts'
import type { KubernetesObject } from '../../lib/ports/kubernetes-types.ts'
import type { WatchPods } from './watch-pods.ts'

/** A reflector of what Kubernetes warns of in a namespace, or in all: keeps what is about drivers that are there, and nothing else. */
export function watchWarnings({
  client,
  namespace,
  pods,
  timers,
  log,
  relistEveryMs,
  onFailure,
}: Omit<WatchPods, 'onList'>) {
  const keep = (event: KubernetesObject): WarningView | undefined => {
    const warning = warningOf(event)
    return warning && pods.hasDriver(warning.uid) ? warning : undefined
  }
  let forbidden = false
  return new Reflector<KubernetesObject, WarningView | undefined>({
    client,
    path: namespace === undefined ? `${CORE}/events` : namespacedPath(CORE, namespace, 'events'),
    fieldSelector: POD_WARNINGS,
    project: keep,
    timers,
    relistEveryMs,
    sink: {
      replaced: (warnings) => {
        forbidden = false
        for (const warning of warnings) if (warning) pods.warned(warning)
      },
      changed: (type, warning) => {
        // That an Event is gone says only that it is an hour old.
        if (warning && type !== 'DELETED') pods.warned(warning)
      },
      failed: (error) => {
        const isForbidden = isKubernetesStatus(error, 403)
        if (isForbidden && forbidden) return
        forbidden = isForbidden
        if (isForbidden) return log.warn(NOT_ALLOWED, { namespace, error: String(error) })
        onFailure()
        log.warn('watching warnings failed and is tried again', { namespace, error: String(error) })
      },
    },
  })
}

/** Roles of before have no right to see Events: all else goes on. */
const NOT_ALLOWED = 'Events may not be seen: drivers that get nowhere are told without what Kubernetes warns of'
