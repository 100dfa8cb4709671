import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { CORE, namespacedPath } from '../../lib/kubernetes/resource-path.ts'
import type { RestClient } from '../../lib/kubernetes/rest-client.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { withNamespace } from '../machine/test-namespace.ts'
import { PodCensus } from './pod-census.ts'

/** What the loop takes while it holds executors that are deleted at random. */
export interface Churn {
  readonly executors: number
  readonly seconds: number
  readonly deleted: number
  /** Of one processor, while nothing happens. */
  readonly idleCpuShare: number
  readonly cpuShare: number
  readonly rssMiB: number
  /** The most executors there were at once. */
  readonly most: number
}

export interface ChurnOptions {
  readonly client: RestClient
  readonly kubeconfig: string
  readonly executors: number
  readonly seconds: number
  readonly signal: AbortSignal
}

type Cost = { readonly cpuShare: number; readonly rssMiB: number }

const DELETIONS_A_SECOND = 10
const HOLD = fileURLToPath(new URL('hold.ts', import.meta.url))

export const measureChurn = ({ client, kubeconfig, executors, seconds, signal }: ChurnOptions): Promise<Churn> =>
  withNamespace(client, signal, async (namespace) => {
    const path = namespacedPath(CORE, namespace, 'pods')
    const census = await PodCensus.of(client, namespace)
    const child = fork(HOLD, [kubeconfig, namespace, String(executors)])
    const report = async (): Promise<Cost> => {
      child.send('report')
      return ((await once(child, 'message')) as [Cost])[0]
    }
    try {
      await census.reaches(executors)
      await delay(2_000)
      child.send('begin')
      await delay((seconds / 3) * 1000)
      const idle = await report()
      child.send('begin')
      const { items } = await client.json<{ items: Pod[] }>({ method: 'GET', path })
      const victims = items.toSorted(() => Math.random() - 0.5).slice(0, seconds * DELETIONS_A_SECOND)
      const end = performance.now() + seconds * 1000
      for (const { metadata } of victims) {
        const body = { gracePeriodSeconds: 0 }
        await client.json({ method: 'DELETE', path: `${path}/${metadata?.name}`, body })
        await delay(Math.max(0, end - performance.now()) / victims.length)
      }
      await census.reaches(executors)
      const { cpuShare, rssMiB } = await report()
      return {
        executors,
        seconds,
        deleted: victims.length,
        idleCpuShare: idle.cpuShare,
        cpuShare,
        rssMiB,
        most: census.most,
      }
    } finally {
      child.send('stop')
      await once(child, 'exit')
      await census.end()
    }
  })
