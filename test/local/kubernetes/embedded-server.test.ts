import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type ApiServerOptions, type EmbeddedApiServer, startApiServer } from '../../../local/kubernetes/api-server.ts'
import { ApiUnderTest } from '../../contracts/kubernetes-api/api-under-test.ts'
import { configMapBody, failure, podBody } from '../../contracts/kubernetes-api/samples.ts'

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
const PODS = '/api/v1/namespaces/default/pods'

describe('the embedded API server alone', () => {
  const servers: EmbeddedApiServer[] = []
  afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())))

  const start = async (
    options: ApiServerOptions = {},
    token?: string,
  ): Promise<{ server: EmbeddedApiServer; api: ApiUnderTest }> => {
    const server = await startApiServer(options)
    servers.push(server)
    return { server, api: new ApiUnderTest({ url: server.url, ...(token === undefined ? {} : { token }) }) }
  }

  it('listens on loopback, at a free port, unless told otherwise', async () => {
    const { server } = await start()
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  it('refuses to start where the port is taken', async () => {
    const { server } = await start()
    await expect(startApiServer({ port: Number(new URL(server.url).port) })).rejects.toThrow('EADDRINUSE')
  })

  it('ends watches and open connections at once when it stops', async () => {
    const { server, api } = await start()
    const watch = await api.watch(CONFIG_MAPS)
    await watch.next()
    await server.stop()
    expect(await watch.rest()).toEqual([])
    await expect(api.get('/healthz')).rejects.toThrow('ECONNREFUSED')
  })

  it('wants its token where it has one, and gives it to pods', async () => {
    const { api } = await start({ token: 'secret' }, 'secret')
    expect((await api.get(PODS)).status).toBe(200)
    const { body } = await api.post('/api/v1/namespaces/default/serviceaccounts/default/token', {})
    expect(body.status.token).toBe('secret')
    const { api: stranger } = await start({ token: 'secret' }, 'wrong')
    expect((await stranger.get(PODS)).body).toEqual(
      failure({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' }),
    )
  })

  it('takes its times from the clock that it is given', async () => {
    const { api } = await start({ clock: { now: () => Date.UTC(2001, 1, 3, 4, 5, 6), monotonic: () => 0 } })
    const { body } = await api.post(CONFIG_MAPS, configMapBody('c'))
    expect(body.metadata.creationTimestamp).toBe('2001-02-03T04:05:06Z')
  })

  describe('where its history is short', () => {
    const short = async () => {
      const { api } = await start({ historyLimit: 10 })
      const { body } = await api.post(CONFIG_MAPS, configMapBody('c'))
      return { api, version: body.metadata.resourceVersion as string }
    }

    it('ends a watch from a forgotten version with Expired', async () => {
      const { api, version } = await short()
      for (let count = 0; count < 30; count += 1)
        await api.merge(`${CONFIG_MAPS}/c`, { data: { count: String(count) } })
      const watch = await api.watch(CONFIG_MAPS, `resourceVersion=${version}`)
      const [event, ...more] = await watch.rest()
      expect(more).toEqual([])
      expect(event).toMatchObject({ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } })
      expect(event?.object.message).toMatch(new RegExp(`^too old resource version: ${version} \\(\\d+\\)$`))
    })

    it('refuses a list of a forgotten version, and the next page of one, but offers to go on regardless', async () => {
      const { api, version } = await short()
      await api.post(CONFIG_MAPS, configMapBody('d'))
      const first = await api.get(`${CONFIG_MAPS}?limit=1`)
      for (let count = 0; count < 30; count += 1)
        await api.merge(`${CONFIG_MAPS}/c`, { data: { count: String(count) } })
      const exact = await api.get(`${CONFIG_MAPS}?resourceVersion=${version}&resourceVersionMatch=Exact`)
      expect([exact.status, exact.body.message]).toEqual([410, 'The resourceVersion for the provided list is too old.'])
      const next = await api.get(`${CONFIG_MAPS}?limit=1&continue=${first.body.metadata.continue}`)
      expect([next.status, next.body.reason]).toEqual([410, 'Expired'])
      const regardless = await api.get(`${CONFIG_MAPS}?limit=1&continue=${next.body.metadata.continue}`)
      expect(regardless.body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual(['d'])
    })
  })

  it('watches over a WebSocket, as Java clients do', async () => {
    const { server, api } = await start()
    const { port, host } = new URL(server.url)
    const key = randomBytes(16).toString('base64')
    const socket = connect(Number(port), '127.0.0.1')
    const received: Buffer[] = []
    socket.on('data', (bytes) => received.push(bytes))
    socket.write(
      [
        `GET ${CONFIG_MAPS}?watch=true&fieldSelector=metadata.name%3Dc HTTP/1.1`,
        `Host: ${host}`,
        'Connection: Upgrade',
        'Upgrade: websocket',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${key}`,
        '\r\n',
      ].join('\r\n'),
    )
    const text = (): string => Buffer.concat(received).toString('latin1')
    await api.until(async () => text().includes('\r\n\r\n'))
    const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
    expect(text()).toContain(`Sec-WebSocket-Accept: ${accept}`)
    await api.post(CONFIG_MAPS, configMapBody('c', { long: 'x'.repeat(200) }))
    await api.until(async () => text().includes('"long"'))
    const frame = Buffer.concat(received).subarray(text().indexOf('\r\n\r\n') + 4)
    expect([frame[0], frame[1]]).toEqual([0x81, 126])
    const event = JSON.parse(frame.subarray(4, 4 + frame.readUInt16BE(2)).toString())
    expect([event.type, event.object.metadata.name]).toEqual(['ADDED', 'c'])
    const closed = new Promise((resolve) => socket.once('close', resolve))
    socket.write(Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]))
    await closed
  })

  it('tells a thousand pods to a hundred watchers in seconds', async () => {
    const { api } = await start()
    const watches = await Promise.all(
      Array.from({ length: 100 }, (_, index) => api.watch(PODS, `labelSelector=group%3Dg${index}&resourceVersion=0`)),
    )
    const groups = Array.from({ length: 100 }, (_, index) => index)
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(
        groups.map((group) => api.post(PODS, podBody(`p-${round}-${group}`, {}, { labels: { group: `g${group}` } }))),
      )
    }
    const { body } = await api.get(`${PODS}?resourceVersion=0`)
    expect(body.items).toHaveLength(1000)
    for (const watch of watches) {
      for (let round = 0; round < 10; round += 1) expect((await watch.next()).type).toBe('ADDED')
      watch.close()
    }
  })
})
