import type { JobReason } from '../../../events/job-state.ts'
import { KubernetesError } from '../../errors/kubernetes-error.ts'
import { isRetryable, SparkdropError } from '../../errors/sparkdrop-error.ts'

/** Why a job was refused for good, in words for the person who sent it. */
export interface Refusal {
  readonly reason: JobReason
  readonly message: string
}

const isMissingNamespace = ({ status }: KubernetesError): boolean =>
  status.code === 404 && /^namespaces "/.test(status.message ?? '')

const isQuota = ({ status }: KubernetesError): boolean =>
  status.code === 403 && /exceeded quota/.test(status.message ?? '')

const clusterSays = (error: KubernetesError, namespace: string): Refusal => {
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
 * Why the job is refused, or undefined where the error may go away by itself and the message goes back to the queue:
 * the cluster or the table does not answer, or the namespace's quota is used up for the moment.
 */
export const explainRefusal = (error: unknown, namespace: string): Refusal | undefined => {
  if (!(error instanceof SparkdropError) || isRetryable(error)) return undefined
  if (!(error instanceof KubernetesError)) return { reason: 'CONFIG', message: error.message }
  return isQuota(error) ? undefined : clusterSays(error, namespace)
}
