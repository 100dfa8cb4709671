import { CORE, namespacedPath } from '../../../lib/kubernetes/resource-path.ts'
import type { Pod } from '../../../lib/ports/kubernetes-types.ts'
import { executorId, executorsOf } from './pods-in-view.ts'
import type { Tenant } from './tenant.ts'

/** Resolves with what the running pod wrote until it had said this. Throws, with the log, where it ends without having done so. */
export const untilLogged = async (tenant: Tenant, pod: Pod, said: RegExp): Promise<string> => {
  const path = `${namespacedPath(CORE, tenant.namespace, 'pods', pod.metadata?.name ?? '')}/log`
  const abort = new AbortController()
  const bytes = await tenant.cluster.admin.stream({
    method: 'GET',
    path,
    query: { follow: true },
    // Nothing is answered before the first words: on a busy node a JVM takes long to find them.
    timeoutMs: 0,
    signal: abort.signal,
  })
  const decoder = new TextDecoder()
  let log = ''
  for await (const chunk of bytes) {
    log += decoder.decode(chunk, { stream: true })
    if (!said.test(log)) continue
    abort.abort()
    return log
  }
  throw new Error(`${pod.metadata?.name} ended without saying ${said}:\n${log}`)
}

/** Of the executors that worked for hold.py, in that order. */
export const idsAtWork = (log: string): readonly string[] =>
  [...log.matchAll(/^executor (\d+) works$/gm)].map(([, id = '']) => id)

/**
 * The first executor that works for hold.py. It need not be that of the id 1: one that starts before its driver can be
 * found ends, and has a successor.
 */
export const executorAtWork = async (tenant: Tenant, driver: Pod): Promise<Pod> => {
  const [id] = idsAtWork(await untilLogged(tenant, driver, /^executor \d+ works$/m))
  const ofThatId = (pod: Pod): boolean => executorId(pod) === id
  return tenant.pods.until(`executor ${id}, which works`, (pods) => executorsOf(pods).find(ofThatId))
}
