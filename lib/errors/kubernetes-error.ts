import { SparkdropError, type SparkdropErrorOptions } from './sparkdrop-error.ts'

/** The part of a Kubernetes `Status` object that says what went wrong. */
export interface KubernetesStatus {
  readonly code: number
  readonly reason?: string
  readonly message?: string
}

const TRANSIENT_CODES = new Set([401, 408, 409, 425, 429])

/** A request that the API server answered with a `Status` other than Success. */
export class KubernetesError extends SparkdropError {
  readonly status: KubernetesStatus

  constructor(status: KubernetesStatus, request: string, options: SparkdropErrorOptions = {}) {
    super(
      `KUBERNETES_${(status.reason ?? String(status.code)).replace(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase()}`,
      `${request}: ${status.message ?? status.reason ?? `HTTP ${status.code}`}`,
      status.code >= 500 || TRANSIENT_CODES.has(status.code),
      options,
    )
    this.status = status
  }
}

/** True where `error` is the API server's answer with this HTTP code. */
export const isKubernetesStatus = (error: unknown, code: number): error is KubernetesError =>
  error instanceof KubernetesError && error.status.code === code
