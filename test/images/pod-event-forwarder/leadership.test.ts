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

interface Replica {
  readonly child: ChildProcess
  readonly said: (message: string) => boolean
}

describe('two forwarders of a cluster, as processes', () => {
  let server: EmbeddedApiServer
  let bus: Awaited<ReturnType<typeof startEventBus>>
  let replicas: Replica[]
  beforeEach(async () => {
    server = await startApiServer()
    bus = await startEventBus()
    replicas = []
  })
  afterEach(async () => {
    for (const { child } of replicas) child.kill('SIGKILL')
    await bus.stop()
    await server.stop()
  })

  const start = (name: string): Replica => {
    const aws = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' }
    const cluster = { KUBERNETES_URL: server.url, CLUSTER_NAME: 'local', EVENT_BUS: 'jobs', AWS_ENDPOINT_URL: bus.url }
    const child = spawn(process.execPath, [MAIN], {
      env: { ...aws, ...cluster, LEASE_NAMESPACE: 'default', HOSTNAME: name },
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    const replica = { child, said: (message: string) => output.includes(`"message":"${message}"`) }
    replicas.push(replica)
    return replica
  }
  const leads = (replica: Replica) =>
    vi.waitFor(() => expect(replica.said('leading')).toBe(true), { timeout: 20_000, interval: 20 })
  const tellings = () => bus.entries.filter(({ DetailType }) => DetailType === 'Driver Pod').length

  it('take over from each other in less than 15 s after kill -9, at once after an end in order, and tell all again', {
    timeout: 60_000,
  }, async () => {
    const client = new RestClient(plainConnection(server.url))
    await new SparkPods(client).create('driver', 'pi-driver')
    client.close()
    const first = start('first')
    await leads(first)
    const second = start('second')
    await vi.waitFor(() => expect(second.said('started')).toBe(true), { timeout: 20_000, interval: 20 })
    await vi.waitFor(() => expect(tellings()).toBe(1), { timeout: 20_000, interval: 20 })
    expect(second.said('leading')).toBe(false)

    first.child.kill('SIGKILL')
    const killed = performance.now()
    await leads(second)
    expect(performance.now() - killed).toBeLessThan(15_000)
    await vi.waitFor(() => expect(tellings()).toBe(2), { timeout: 20_000, interval: 20 })

    const third = start('third')
    await vi.waitFor(() => expect(third.said('started')).toBe(true), { timeout: 20_000, interval: 20 })
    second.child.kill('SIGTERM')
    await once(second.child, 'exit')
    const ended = performance.now()
    await leads(third)
    expect(performance.now() - ended).toBeLessThan(5_000)
  })
})
