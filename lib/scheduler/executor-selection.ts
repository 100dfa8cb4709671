import { APP_ID_LABEL } from '../spark-pod/bookkeeping-labels.ts'
import type { PodSelection } from './executor-cluster.ts'
import { EXECUTOR_ID_LABEL, INACTIVE_LABEL } from './executor-pod.ts'

/** Everything of the application. */
export const ofApplication = (namespace: string, appId: string): PodSelection => ({
  namespace,
  labelSelector: `${APP_ID_LABEL}=${appId}`,
})

/** All executors of the application. */
export const allExecutors = (namespace: string, appId: string): PodSelection => ({
  namespace,
  labelSelector: `${APP_ID_LABEL}=${appId},spark-role=executor`,
})

/** The executors that concern the loop: not those that ended and are kept to be looked at. */
export const activeExecutors = (namespace: string, appId: string): PodSelection => ({
  namespace,
  labelSelector: `${allExecutors(namespace, appId).labelSelector},${INACTIVE_LABEL}!=true`,
})

/** So many executors can be named by `theseExecutors`: their ids have to fit in the URL of one request. */
export const IDS_A_REQUEST = 100

/** These executors, as long as they are in the phase. */
export const theseExecutors = (
  namespace: string,
  appId: string,
  ids: readonly number[],
  phase: 'Pending' | 'Running',
): PodSelection => ({
  namespace,
  labelSelector: `${allExecutors(namespace, appId).labelSelector},${EXECUTOR_ID_LABEL} in (${ids.join(',')})`,
  fieldSelector: `status.phase=${phase}`,
})
