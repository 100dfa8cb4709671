import { CORE, namespacedPath } from '../../../lib/kubernetes/resource-path.ts'
import type { Pod } from '../../../lib/ports/kubernetes-types.ts'
import type { Tenant } from './tenant.ts'

/** Resolves when the running pod has written the words. Throws, with the log, where it ends without having done so. */
export const untilLogged = async (tenant: Tenant, pod: Pod, words: string): Promise<void> => {
  const path = `${namespacedPath(CORE, tenant.namespace, 'pods', pod.metadata?.name ?? '')}/log`
  const abort = new AbortController()
  const bytes = await tenant.cluster.admin.stream({
    method: 'GET',
    path,
    query: { follow: true },
    signal: abort.signal,
  })
  const decoder = new TextDecoder()
  let log = ''
  for await (const chunk of bytes) {
    log += decoder.decode(chunk, { stream: true })
    if (!log.includes(words)) continue
    abort.abort()
    return
  }
  throw new Error(`${pod.metadata?.name} ended without saying "${words}":\n${log}`)
}
