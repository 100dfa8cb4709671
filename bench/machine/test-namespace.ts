import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { isKubernetesStatus } from '../../lib/errors/kubernetes-error.ts'
import { CORE, namespacedPath } from '../../lib/kubernetes/resource-path.ts'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'

const POLL_MS = 200
const PATIENCE_MS = 600_000

const until = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
  const end = performance.now() + PATIENCE_MS
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`${what}: not so after ${PATIENCE_MS / 1000} s`)
    await delay(POLL_MS)
  }
}

const exists = async (client: RestClient, path: string): Promise<boolean> => {
  try {
    await client.json({ method: 'GET', path })
    return true
  } catch (error) {
    if (isKubernetesStatus(error, 404)) return false
    throw error
  }
}

/** Rejects when the signal aborts. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

/**
 * Runs `use` in a namespace of its own, and ends when that is gone again with all that was made in it, whatever
 * happens, also where the signal aborts. A pod needs the namespace's default service account, so that is waited for too.
 */
export const withNamespace = async <T>(
  client: RestClient,
  signal: AbortSignal,
  use: (namespace: string) => Promise<T>,
): Promise<T> => {
  signal.throwIfAborted()
  const name = `sparkdrop-bench-${randomBytes(4).toString('hex')}`
  const path = `${CORE}/namespaces/${name}`
  await client.json({ method: 'POST', path: `${CORE}/namespaces`, body: { metadata: { name } } })
  try {
    const account = namespacedPath(CORE, name, 'serviceaccounts', 'default')
    await until('the service account of a new namespace', () => exists(client, account))
    return await Promise.race([use(name), aborted(signal)])
  } finally {
    await client.json({ method: 'DELETE', path })
    await until(`the deletion of the namespace ${name}`, async () => !(await exists(client, path)))
  }
}
