import { CORE, namespacedPath } from '../../../lib/kubernetes/resource-path.ts'
import type { RestClient } from '../../../lib/kubernetes/rest-client.ts'
import type { Pods } from './pods-in-view.ts'

const LINES = 60

interface Happening {
  readonly reason?: string
  readonly message?: string
  readonly involvedObject?: { readonly name?: string }
}

const endOf = (text: string): string => text.trimEnd().split('\n').slice(-LINES).join('\n')

export interface Troubled {
  readonly cluster: { readonly admin: RestClient }
  readonly namespace: string
  readonly pods: { readonly everSeen: Pods }
  log(pod: string): Promise<string>
}

/** What a person would look up first in a namespace where a job did not do as it should: pods, events, the ends of logs. */
export const describeTrouble = async (tenant: Troubled): Promise<string> => {
  const { admin } = tenant.cluster
  const parts = [`In the namespace ${tenant.namespace}:`]
  for (const { metadata, status } of tenant.pods.everSeen) {
    const states = (status?.containerStatuses ?? []).map(({ name, state }) => `${name} ${JSON.stringify(state)}`)
    parts.push(`pod ${metadata?.name}: ${status?.phase} ${metadata?.deletionTimestamp ?? ''} ${states.join(', ')}`)
  }
  const path = namespacedPath(CORE, tenant.namespace, 'events')
  const { items } = await admin.json<{ items: Happening[] }>({ method: 'GET', path })
  for (const { reason, message, involvedObject } of items) parts.push(`${involvedObject?.name}: ${reason} ${message}`)
  for (const { metadata } of tenant.pods.everSeen) {
    const log = await tenant.log(metadata?.name ?? '').catch((error: unknown) => String(error))
    if (log !== '') parts.push(`--- the end of the log of ${metadata?.name}`, endOf(log))
  }
  return parts.join('\n')
}
