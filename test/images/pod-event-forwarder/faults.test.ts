import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Forwarder, startForwarder } from '../../../images/pod-event-forwarder/forwarder.ts'
import { plainConnection } from '../../../lib/kubernetes/endpoint-connection.ts'
import { RestClient } from '../../../lib/kubernetes/rest-client.ts'
import { type EmbeddedApiServer, startApiServer } from '../../../local/kubernetes/api-server.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { RecordingPublisher } from './recording-publisher.ts'
import { SparkPods } from './spark-pods.ts'

/** A network between the forwarder and the API server that can be cut. */
async function startNetwork(target: string) {
  const sockets = new Set<Socket>()
  let down = false
  const { hostname, port } = new URL(target)
  const server = net.createServer((near) => {
    if (down) return near.destroy()
    const far = net.connect(Number(port), hostname)
    near.pipe(far).pipe(near)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket
        .on('error', () => {})
        .on('close', () => {
          sockets.delete(socket)
          near.destroy()
          far.destroy()
        })
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** Breaks all connections, and refuses new ones until it is up again. */
    take: (state: 'down' | 'up') => {
      down = state === 'down'
      if (down) cut()
    },
    cut,
    stop: async () => {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}

describe('the pod-event-forwarder in trouble', () => {
  let server: EmbeddedApiServer
  let network: Awaited<ReturnType<typeof startNetwork>>
  let client: RestClient
  let pods: SparkPods
  let bus: RecordingPublisher
  let forwarders: Forwarder[]
  beforeEach(async () => {
    server = await startApiServer()
    network = await startNetwork(server.url)
    client = new RestClient(plainConnection(server.url))
    pods = new SparkPods(client)
    bus = new RecordingPublisher()
    forwarders = []
  })
  afterEach(async () => {
    await Promise.all(forwarders.map((forwarder) => forwarder.stop()))
    client.close()
    await network.stop()
    await server.stop()
  })

  const start = async () => {
    const connection = plainConnection(network.url)
    const forwarder = await startForwarder({ connection, publisher: bus, clusterName: 'test', log: silentLog })
    forwarders.push(forwarder)
    return forwarder
  }
  const soon = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 10 })
  /** What was last said of each driver by its name. */
  const lastWords = () =>
    Object.fromEntries(bus.drivers.map(({ type, pod }) => [pod.metadata.name, `${type} ${pod.status?.phase}`]))

  it('tells the end of every driver though connections break and the bus refuses a third of all events', async () => {
    let count = 0
    bus.refuse = () => (count++ % 3 === 0 ? 'ThrottlingException' : undefined)
    await start()
    const names = Array.from({ length: 40 }, (_, n) => `driver-${n}`)
    for (const [index, name] of names.entries()) {
      await pods.create('driver', name, name)
      await pods.run(name)
      if (index % 10 === 5) network.cut()
      await pods.end(name, index % 2)
    }
    const expected = names.map((name, index) => [name, `MODIFIED ${index % 2 === 0 ? 'Succeeded' : 'Failed'}`])
    await soon(() => {
      const ends = Object.entries(lastWords()).map(([name, word]) => [name, word.replace('ADDED', 'MODIFIED')])
      expect(Object.fromEntries(ends)).toEqual(Object.fromEntries(expected))
    })
  })

  it('tells of a driver that came, ended and went while it could see nothing of it, as far as it can be known', async () => {
    await start()
    await pods.create('driver', 'driver-seen')
    await soon(() => expect(lastWords()).toEqual({ 'driver-seen': 'ADDED Pending' }))
    network.take('down')
    await pods.end('driver-seen', 0)
    await pods.create('driver', 'driver-new')
    network.take('up')
    await soon(() =>
      expect(lastWords()).toEqual({ 'driver-seen': 'MODIFIED Succeeded', 'driver-new': 'ADDED Pending' }),
    )
  })

  it('tells all that it finds when another takes over from one that was killed', async () => {
    const first = await start()
    await pods.create('driver', 'driver-a')
    await soon(() => expect(lastWords()).toEqual({ 'driver-a': 'ADDED Pending' }))
    await first.stop()
    await pods.end('driver-a', 1)
    await start()
    await soon(() => expect(lastWords()).toEqual({ 'driver-a': 'ADDED Failed' }))
  })

  it('says before it ends what is left to say', async () => {
    const forwarder = await start()
    await pods.create('driver', 'driver-a')
    await soon(() => expect(lastWords()).toEqual({ 'driver-a': 'ADDED Pending' }))
    await pods.create('executor', 'exec-1')
    await soon(() => expect(forwarder.metrics()).toContain('sparkdrop_forwarder_pods{role="executor"} 1'))
    await forwarder.stop()
    expect(bus.summaries).toMatchObject([{ pending: 1 }])
  })
})
