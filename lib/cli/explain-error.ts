import { KubernetesError } from '../errors/kubernetes-error.ts'
import { SparkdropError } from '../errors/sparkdrop-error.ts'
import { EXIT } from './exit-codes.ts'

const CODES = { SIGINT: EXIT.interrupted, SIGPIPE: EXIT.unread, SIGTERM: EXIT.terminated } as const

/** The command was told to stop before it was done. */
export class Interrupted extends Error {
  readonly exitCode: number

  constructor(signal: keyof typeof CODES) {
    super(`stopped by ${signal}`)
    this.exitCode = CODES[signal]
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

const NETWORK_ADVICE: Readonly<Record<string, string>> = {
  KUBERNETES_UNREACHABLE: ' (is that the host and port that --master should name, and does this machine reach it?)',
  KUBERNETES_TLS:
    " (by spark.kubernetes.authenticate.submission.caCertFile, or the kubeconfig's certificate-authority)",
}

/** What the API server refused, or that it did not answer, needs a word about what to look at. */
function advice(error: SparkdropError): string {
  if (!(error instanceof KubernetesError)) return NETWORK_ADVICE[error.code] ?? ''
  const { status, message } = error
  if (status.code === 401)
    return ' (check the credentials: spark.kubernetes.authenticate.submission.* or the kubeconfig)'
  if (status.code === 403 && / cannot (create|patch) /.test(message))
    return ' (the submitting user needs a role that allows it: create pods, and patch services, configmaps, secrets and persistentvolumeclaims)'
  if (status.code === 403 && / cannot (get|list|delete) /.test(message))
    return ' (the user of --kill and --status needs a role that allows it: get, list and delete pods)'
  if (status.code === 409 && message.includes('already exists'))
    return ' (choose another name: spark.kubernetes.driver.pod.name, or leave it out)'
  if (status.code === 404 && message.includes('namespaces "'))
    return ' (create the namespace, or name one that exists by spark.kubernetes.namespace)'
  return ''
}

/** The error as a person reads it: what was wrong, which setting or argument says so, and what would be right. */
export function explainError(error: unknown): string {
  if (!(error instanceof SparkdropError)) return error instanceof Error ? (error.stack ?? error.message) : String(error)
  const property = text(error.details['property'])
  const value = text(error.details['value'])
  const named = property === undefined || error.message.includes(property)
  const shown = value === undefined || error.message.includes(value.replace(/^file:\/*/i, '/'))
  return `${named ? '' : `${property}: `}${error.message}${shown ? '' : ` (is '${value}')`}${advice(error)}`
}

/** The exit code for a command that ends with this error. */
export const exitCodeOf = (error: unknown): number => {
  if (error instanceof Interrupted) return error.exitCode
  if (error instanceof SparkdropError && error.code === 'STILL_GOING') return EXIT.stillGoing
  const transient = error instanceof SparkdropError && error.retryable
  // A name that is taken stays taken: a submission of the command is never one of two deliveries.
  const taken = error instanceof KubernetesError && (error.status.code === 409 || error.status.code === 401)
  return transient && !taken ? EXIT.unavailable : EXIT.refused
}
