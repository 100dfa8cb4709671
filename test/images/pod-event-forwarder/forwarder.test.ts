import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { driverPodEventSchema, executorSummarySchema, heartbeatSchema } from '../../../events/pod-event.ts'
import { type Forwarder, startForwarder } from '../../../images/pod-event-forwarder/forwarder.ts'
import type { ForwarderOptions } from '../../../images/pod-event-forwarder/forwarder-options.ts'
import { plainConnection } from '../../../lib/kubernetes/endpoint-connection.ts'
import { type HttpRequest, type HttpTransport, NodeHttpTransport } from '../../../lib/kubernetes/http-transport.ts'
import { RestClient } from '../../../lib/kubernetes/rest-client.ts'
import { type EmbeddedApiServer, startApiServer } from '../../../local/kubernetes/api-server.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { status } from '../../kubernetes/scripted-api.ts'
import { RecordingPublisher } from './recording-publisher.ts'
import { SparkPods } from './spark-pods.ts'

describe('the pod-event-forwarder on an API server', () => {
  let logsDir: string
  let server: EmbeddedApiServer
  let client: RestClient
  let pods: SparkPods
  let bus: RecordingPublisher
  let forwarders: Forwarder[]
  beforeEach(async () => {
    logsDir = await mkdtemp(join(tmpdir(), 'forwarder-'))
    server = await startApiServer({ logsDir })
    client = new RestClient(plainConnection(server.url))
    pods = new SparkPods(client)
    bus = new RecordingPublisher()
    forwarders = []
  })
  afterEach(async () => {
    await Promise.all(forwarders.map((forwarder) => forwarder.stop()))
    client.close()
    await server.stop()
    await rm(logsDir, { recursive: true })
  })

  const start = async (options: Partial<ForwarderOptions> = {}) => {
    const connection = plainConnection(server.url)
    const all = { connection, publisher: bus, clusterName: 'test', log: silentLog, ...options }
    const forwarder = await startForwarder(all)
    forwarders.push(forwarder)
    return forwarder
  }
  /** An API server whose rights end before paths with this end. */
  const refusing = (end: string): HttpTransport => {
    const http = new NodeHttpTransport(plainConnection(server.url))
    const isRefused = ({ path }: HttpRequest) => path.split('?')[0]?.endsWith(end) === true
    return {
      send: async (request, credentials) =>
        isRefused(request) ? status(403, 'Forbidden')(request) : http.send(request, credentials),
      close: () => http.close(),
    }
  }
  const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 15_000, interval: 5 })
  const phases = () => bus.drivers.map(({ type, pod }) => `${type} ${pod.status?.phase}`)

  it('tells the life of a driver, from its creation to its end and its deletion', async () => {
    await start()
    await pods.create('driver', 'pi-driver')
    await soon(() => expect(phases()).toEqual(['ADDED Pending']))
    await pods.run('pi-driver')
    await soon(() => expect(phases()).toContain('MODIFIED Running'))
    await pods.end('pi-driver', 0)
    await soon(() => expect(phases()).toContain('MODIFIED Succeeded'))
    await pods.delete('pi-driver')
    await soon(() => expect(phases().at(-1)).toBe('DELETED Succeeded'))
    for (const event of bus.drivers) expect(driverPodEventSchema.parse(event)).toEqual(event)
    expect(bus.drivers[0]).toMatchObject({ cluster: 'test', pod: { metadata: { name: 'pi-driver' } } })
  })

  it('attaches the end of the log of a driver that left no message, before it says that the driver ended', async () => {
    await start()
    const { metadata } = await pods.create('driver', 'pi-driver')
    await mkdir(join(logsDir, metadata?.uid ?? ''), { recursive: true })
    await writeFile(join(logsDir, metadata?.uid ?? '', 'spark-kubernetes-driver.log'), 'so far so good\nboom\n')
    await pods.end('pi-driver', 1)
    await soon(() => expect(phases()).toContain('MODIFIED Failed'))
    const ended = bus.drivers.filter(({ pod }) => pod.status?.phase === 'Failed')
    expect(ended.map(({ logTail }) => logTail)).toEqual(['so far so good\nboom'])
  })

  const reasons = () => bus.drivers.map(({ warning }) => warning?.reason)
  const NO_CONFIGMAP = 'MountVolume.SetUp failed for volume "v" : configmap "none" not found'

  it('tells why a driver gets nowhere, though nothing in its pod does', async () => {
    await start()
    const pod = await pods.create('driver', 'pi-driver')
    const executor = await pods.create('executor', 'pi-exec-1')
    await soon(() => expect(reasons()).toEqual([undefined]))
    await pods.warn(executor, 'FailedMount', NO_CONFIGMAP)
    await pods.warn(pod, 'FailedMount', NO_CONFIGMAP)
    await soon(() => expect(reasons()).toEqual([undefined, 'FailedMount']))
    const event = bus.drivers.at(-1)
    expect(event?.warning).toMatchObject({ reason: 'FailedMount', message: NO_CONFIGMAP })
    expect(driverPodEventSchema.parse(event)).toEqual(event)
    await pods.run('pi-driver')
    await soon(() => expect(phases()).toContain('MODIFIED Running'))
    expect(bus.drivers.at(-1)).not.toHaveProperty('warning')
  })

  it('tells it of a driver that has got nowhere since before it started', async () => {
    await pods.warn(await pods.create('driver', 'pi-driver'), 'FailedMount', NO_CONFIGMAP)
    await start()
    await soon(() => expect(reasons().at(-1)).toBe('FailedMount'))
  })

  it('does without where its role does not let it see Events, and says so once', async () => {
    const warned: unknown[] = []
    const log = { ...silentLog, warn: (message: string) => warned.push(message) }
    const forwarder = await start({ transport: refusing('/events'), log, relistEveryMs: 100 })
    await pods.create('driver', 'pi-driver')
    await soon(() => expect(phases().length).toBeGreaterThan(3))
    await soon(() => expect(warned).toEqual([expect.stringContaining('Events may not be seen')]))
    expect(forwarder.metrics()).toContain('sparkdrop_forwarder_watch_failures_total 0')
    await soon(() => expect(bus.heartbeats).toHaveLength(1))
  })

  it('counts the executors of each application', async () => {
    await start()
    await pods.create('driver', 'pi-driver')
    for (const name of ['pi-exec-1', 'pi-exec-2']) await pods.create('executor', name)
    await pods.run('pi-exec-1')
    await soon(() => expect(bus.summaries.at(-1)).toMatchObject({ pending: 1, running: 1, started: 1 }))
    await pods.run('pi-exec-2')
    await pods.delete('pi-exec-1')
    await soon(() => expect(bus.summaries.at(-1)).toMatchObject({ pending: 0, running: 1, started: 2, jobId: 'job-1' }))
    for (const summary of bus.summaries) expect(executorSummarySchema.parse(summary)).toEqual(summary)
  })

  it('says what it finds when it starts', async () => {
    await pods.create('driver', 'pi-driver')
    await pods.end('pi-driver', 3)
    await start()
    await soon(() => expect(phases()).toEqual(['ADDED Failed']))
  })

  it('says all of it again when it lists again', async () => {
    await start({ relistEveryMs: 100 })
    await pods.create('driver', 'pi-driver')
    await soon(() => expect(phases().length).toBeGreaterThan(3))
    expect(new Set(phases())).toEqual(new Set(['ADDED Pending', 'MODIFIED Pending']))
  })

  it('watches only the namespaces that it is told to', async () => {
    await start({ namespaces: ['other'] })
    const forwarder = await start({ namespaces: ['default', 'other'] })
    await pods.create('driver', 'pi-driver')
    await soon(() => expect(phases()).toEqual(['ADDED Pending']))
    expect(forwarder.metrics()).toContain('sparkdrop_forwarder_pods{role="driver"} 1')
  })

  it('keeps what the bus did not take, and says of each pod how it is by then', async () => {
    bus.failure = new Error('the bus is away')
    await start()
    await pods.create('driver', 'pi-driver')
    await soon(() => expect(bus.calls.length).toBeGreaterThan(0))
    await pods.run('pi-driver')
    await pods.end('pi-driver', 0)
    bus.failure = undefined
    await soon(() => expect(phases()).toEqual(['MODIFIED Succeeded']))
  })

  it('says that it is at work, once it sees the pods', async () => {
    await start()
    await soon(() => expect(bus.heartbeats).toHaveLength(1))
    const [{ detail } = {}] = bus.heartbeats
    expect(heartbeatSchema.parse(detail)).toEqual(detail)
    expect(detail).toMatchObject({ cluster: 'test' })
  })

  it('does not say that it is at work where it cannot see the pods', async () => {
    const transport = refusing('/pods')
    const lines: string[] = []
    await start({ transport, log: { ...silentLog, warn: (message) => lines.push(message) } })
    await soon(() => expect(lines.length).toBeGreaterThan(1))
    expect(bus.heartbeats).toEqual([])
  })

  it('answers probes and metrics', async () => {
    const forwarder = await start({ probes: { port: 0, host: '127.0.0.1' } })
    const get = async (path: string) => {
      const answer = await fetch(`http://127.0.0.1:${forwarder.probePort}${path}`)
      return { status: answer.status, text: await answer.text() }
    }
    await soon(async () => expect(await get('/readyz')).toEqual({ status: 200, text: 'ok\n' }))
    expect(await get('/livez')).toEqual({ status: 200, text: 'ok\n' })
    expect((await get('/nothing')).status).toBe(404)
    await pods.create('driver', 'pi-driver')
    await soon(async () => {
      const { text } = await get('/metrics')
      expect(text).toContain('sparkdrop_forwarder_events_published_total{type="Driver Pod"} 1')
      expect(text).toContain('sparkdrop_forwarder_lag_seconds_count 1')
      expect(text).toContain('sparkdrop_forwarder_leader 1')
    })
  })

  it('is not ready before it has listed the pods', async () => {
    await server.stop()
    const forwarder = await start({ probes: { port: 0, host: '127.0.0.1' } })
    const answer = await fetch(`http://127.0.0.1:${forwarder.probePort}/readyz`)
    expect(answer.status).toBe(503)
    expect(await answer.text()).toMatch(/not been listed/)
  })

  it('leaves the work to one of two, and takes over at once when that one ends', async () => {
    const leadership = (identity: string) => ({ leadership: { namespace: 'default', identity } })
    const first = await start(leadership('first'))
    await soon(() => expect(first.metrics()).toContain('forwarder_leader 1'))
    const second = await start(leadership('second'))
    await pods.create('driver', 'pi-driver')
    await soon(() => expect(phases()).toEqual(['ADDED Pending']))
    expect(second.metrics()).toContain('forwarder_leader 0')
    await first.stop()
    await soon(() => expect(second.metrics()).toContain('forwarder_leader 1'))
    await soon(() => expect(phases()).toEqual(['ADDED Pending', 'ADDED Pending']))
  })
})
