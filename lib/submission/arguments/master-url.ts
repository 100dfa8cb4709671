import { InvalidJobError } from '../../errors/sparkdrop-error.ts'

/**
 * The Kubernetes master as Spark writes it, with a scheme: `k8s://host:443` is `k8s://https://host:443`. Follows
 * Utils.checkAndGetK8sMasterUrl.
 * @throws InvalidJobError INVALID_MASTER for what is no Kubernetes master, or one of another scheme than http(s)
 */
export function kubernetesMaster(master: string): string {
  const details = { property: 'spark.master', value: master }
  const url = /^k8s:\/\/(.+)$/s.exec(master)?.[1]
  if (url === undefined) {
    const message = `Kubernetes master URL must start with k8s://, such as k8s://https://host:443, but is '${master}'`
    throw new InvalidJobError('INVALID_MASTER', message, { details })
  }
  const scheme = /^([^:/]+):\/\//.exec(url)?.[1]
  if (scheme === undefined) return `k8s://https://${url}`
  if (/^https?$/i.test(scheme)) return master
  throw new InvalidJobError('INVALID_MASTER', `Invalid Kubernetes master schema: ${scheme}. Use https or http.`, {
    details,
  })
}
