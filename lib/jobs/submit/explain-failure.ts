import type { JobReason } from '../../../events/job-state.ts'
import { KubernetesError } from '../../errors/kubernetes-error.ts'
import { isRetryable, SparkdropError } from '../../errors/sparkdrop-error.ts'

/** Why a job did not get its driver, in words for the person who sent it. */
export interface Failure {
  /** Whether the same message may do better later. */
  readonly passes: boolean
  readonly reason: JobReason
  readonly message: string
}

const isMissingNamespace = ({ status }: KubernetesError): boolean =>
  status.code === 404 && /^namespaces "/.test(status.message ?? '')

/** Whether the namespace's quota is used up for the moment. */
export const isQuota = ({ status }: KubernetesError): boolean =>
  status.code === 403 && /exceeded quota/.test(status.message ?? '')

const clusterSays = (error: KubernetesError, namespace: string): Omit<Failure, 'passes'> => {
  if (isMissingNamespace(error))
    return {
      reason: 'CONFIG',
      message: `namespace "${namespace}" does not exist on the cluster: create it, or use one that exists`,
    }
  if (error.status.code === 403)
    return {
      reason: 'CONFIG',
      message: `namespace "${namespace}" does not exist, or does not let sparkdrop in: ${error.status.message}`,
    }
  return { reason: 'CONFIG', message: `the cluster refused the job: ${error.status.message ?? error.message}` }
}

/**
 * What a failed submission means: it passes where the cluster, the table or the store does not answer, or the namespace's
 * quota is used up for the moment; anything else is for the sender to mend.
 */
export const explainFailure = (error: unknown, namespace: string): Failure => {
  if (error instanceof KubernetesError && isQuota(error))
    return { passes: true, reason: 'QUOTA', message: `it waits for room: ${error.status.message}` }
  if (!(error instanceof SparkdropError) || isRetryable(error))
    return { passes: true, reason: 'API_UNAVAILABLE', message: (error as Error).message }
  if (error instanceof KubernetesError) return { passes: false, ...clusterSays(error, namespace) }
  return { passes: false, reason: 'CONFIG', message: error.message }
}
