import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { plainConnection } from '../../../lib/kubernetes/endpoint-connection.ts'
import { RestClient } from '../../../lib/kubernetes/rest-client.ts'
import { type EmbeddedApiServer, startApiServer } from '../../../local/kubernetes/api-server.ts'
import { startEventBus } from './event-bus-server.ts'
import { SparkPods } from './spark-pods.ts'

const MAIN = fileURLToPath(new URL('../../../images/pod-event-forwarder/main.ts', import.meta.url))

describe('the forwarder as a process', () => {
  let server: EmbeddedApiServer
  let bus: Awaited<ReturnType<typeof startEventBus>>
  let child: ChildProcess
  let output: string
  beforeEach(async () => {
    server = await startApiServer()
    bus = await startEventBus()
    output = ''
  })
  afterEach(async () => {
    if (child.exitCode === null) child.kill('SIGKILL')
    await bus.stop()
    await server.stop()
  })

  const start = (environment: Record<string, string>) => {
    const aws = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }
    child = spawn(process.execPath, [MAIN], { env: { ...aws, AWS_ENDPOINT_URL: bus.url, ...environment } })
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk))
  }

  it('forwards what happens to drivers, logs in JSON, and ends on SIGTERM', async () => {
    start({ KUBERNETES_URL: server.url, CLUSTER_NAME: 'local', EVENT_BUS: 'jobs' })
    const client = new RestClient(plainConnection(server.url))
    await new SparkPods(client).create('driver', 'pi-driver')
    const type = () => new Set(bus.entries.map(({ DetailType }) => DetailType))
    const both = new Set(['Driver Pod', 'Forwarder Heartbeat'])
    await vi.waitFor(() => expect(type()).toEqual(both), { timeout: 15_000, interval: 5 })
    client.close()
    for (const entry of bus.entries) expect(entry).toMatchObject({ EventBusName: 'jobs', Source: 'sparkdrop.pods' })
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    const lines = output.trim().split('\n')
    expect(lines.map((line) => JSON.parse(line).message)).toEqual(['started', 'listed', 'stopping'])
  })

  it('names what is missing in its environment, and ends', async () => {
    start({ CLUSTER_NAME: 'local', PROBE_PORT: 'http' })
    expect(await once(child, 'exit')).toEqual([1, null])
    expect(output).toMatch(/EVENT_BUS: .*PROBE_PORT: /)
  })

  it('says what it needs where it is no pod and is told no cluster', async () => {
    start({ CLUSTER_NAME: 'local', EVENT_BUS: 'jobs' })
    expect(await once(child, 'exit')).toEqual([1, null])
    expect(output).toMatch(/no pod with a service account/)
  })
})
