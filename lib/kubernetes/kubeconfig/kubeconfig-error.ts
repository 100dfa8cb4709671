import { SparkdropError } from '../../errors/sparkdrop-error.ts'

/** What a kubeconfig says cannot be followed: somebody has to change it. */
export const invalidKubeconfig = (message: string, cause?: unknown): SparkdropError =>
  new SparkdropError('KUBECONFIG_INVALID', message, false, { cause })

/** The kubeconfig is as it should be, and yet there are no credentials; `retryable` where there may be later. */
export const noCredentials = (message: string, retryable: boolean, cause?: unknown): SparkdropError =>
  new SparkdropError('KUBECONFIG_CREDENTIALS', message, retryable, { cause })
