import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { delimiter } from 'node:path'
import { describe } from 'vitest'
import type { ClusterConnection } from '../../../lib/kubernetes/cluster-connection.ts'
import { kubeconfigConnection } from '../../../lib/kubernetes/kubeconfig-connection.ts'
import { CORE } from '../../../lib/kubernetes/resource-path.ts'
import { RestClient } from '../../../lib/kubernetes/rest-client.ts'

/** The images that the tests' drivers run, where the cluster's nodes find them. */
export const STOCK_IMAGE = process.env.SPARKDROP_TEST_SPARK_IMAGE || 'docker.io/library/spark:4.1.4'

const files = process.env.KUBECONFIG?.split(delimiter).filter(Boolean) ?? []

/** Tests that need a cluster; where KUBECONFIG names none they are skipped, and say so. */
export const describeOnCluster = (title: string, tests: () => void): void => {
  if (files.length > 0) describe(title, tests)
  else describe.skip(`${title} (skipped: KUBECONFIG names no cluster)`, tests)
}

/** The cluster as its administrator sees it: to make namespaces, and to look at what came of a job. */
export interface TestCluster {
  readonly connection: ClusterConnection
  readonly admin: RestClient
  close(): void
}

export const openTestCluster = (): TestCluster => {
  const { connection } = kubeconfigConnection({ files })
  const admin = new RestClient(connection)
  return { connection, admin, close: () => admin.close() }
}

interface NodeList {
  readonly items: readonly {
    readonly status?: { readonly addresses?: readonly { readonly type: string; readonly address: string }[] }
  }[]
}

/** Whether this machine has the address, also at an interface that is down until the first pod comes. */
const isOwn = async (address: string): Promise<boolean> => {
  const server = createServer()
  try {
    server.listen(0, address)
    await once(server, 'listening')
    server.close()
    return true
  } catch {
    return false
  }
}

/** The address that this machine has on its way to another one. */
const addressTowards = async (host: string): Promise<string> => {
  const socket = createSocket('udp4')
  try {
    socket.connect(443, host)
    await once(socket, 'connect')
    return socket.address().address
  } finally {
    socket.close()
  }
}

/**
 * An address of this machine that pods reach: what SPARKDROP_TEST_HOST says, else a node's own where this machine is a
 * node, else the one that leads to the API server.
 */
export const hostAddress = async ({ admin, connection }: TestCluster): Promise<string> => {
  if (process.env.SPARKDROP_TEST_HOST) return process.env.SPARKDROP_TEST_HOST
  const { items } = await admin.json<NodeList>({ method: 'GET', path: `${CORE}/nodes` })
  const nodes = items.flatMap(({ status }) => status?.addresses?.map(({ address }) => address) ?? [])
  const own = await Promise.all(nodes.map(isOwn))
  const address = nodes.find((_, i) => own[i]) ?? (await addressTowards(new URL(connection.url).hostname))
  if (!address.startsWith('127.')) return address
  throw new Error('no address of this machine leads to the cluster: set SPARKDROP_TEST_HOST to one that pods reach')
}

interface EndpointSlice {
  readonly endpoints: readonly { readonly addresses: readonly string[] }[]
  readonly ports: readonly { readonly port: number }[]
}

/**
 * The API server's URL by the address that it advertises itself, which its certificate names: for the emulator's
 * functions, whose runtime turns https into http wherever the host is the loopback.
 */
export const advertisedUrl = async ({ admin }: TestCluster): Promise<string> => {
  const path = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/kubernetes'
  const { endpoints, ports } = await admin.json<EndpointSlice>({ method: 'GET', path })
  return `https://${endpoints[0]?.addresses[0]}:${ports[0]?.port}`
}
