import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import http, { type RequestListener } from 'node:http'
import https from 'node:https'
import net, { type AddressInfo, type Server } from 'node:net'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { anonymous, type ClusterConnection, fixedCredentials } from '../../lib/kubernetes/cluster-connection.ts'
import { NodeHttpTransport } from '../../lib/kubernetes/http-transport.ts'
import { RestClient } from '../../lib/kubernetes/rest-client.ts'
import { type Certificates, makeCertificates } from './certificates.ts'

const json: RequestListener = (request, response) => {
  const peer = 'getPeerCertificate' in request.socket ? request.socket : undefined
  const subject = (peer as import('node:tls').TLSSocket | undefined)?.getPeerCertificate().subject?.CN
  response.end(JSON.stringify({ url: request.url, subject, port: request.socket.remotePort }))
}

const opensslIsMissing = spawnSync('openssl', ['version']).error !== undefined

describe('NodeHttpTransport', () => {
  const servers: Server[] = []
  const clients: RestClient[] = []
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close()
    for (const server of servers.splice(0)) {
      if (server instanceof http.Server || server instanceof https.Server) server.closeAllConnections()
      server.close()
      await once(server, 'close')
    }
  })

  const listen = async (server: Server): Promise<number> => {
    servers.push(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const secure = (certificates: Certificates) => {
    const { serverCertificate, serverKey, authority } = certificates
    const options = {
      cert: serverCertificate,
      key: serverKey,
      ca: authority,
      requestCert: true,
      rejectUnauthorized: false,
    }
    return listen(https.createServer(options, json))
  }
  const open = (connection: Omit<ClusterConnection, 'credentials'> & Partial<ClusterConnection>) => {
    const client = new RestClient({ credentials: anonymous, ...connection }, { retryBudgetMs: 0 })
    clients.push(client)
    return client
  }
  const ask = (client: RestClient) =>
    client.json<{ url: string; subject?: string; port: number }>({ method: 'GET', path: '/api', query: { a: 'b c' } })

  it('sends a header once for each of its values', async () => {
    const groups = (request: http.IncomingMessage) => request.headersDistinct['impersonate-group']
    const server = http.createServer((request, response) => response.end(JSON.stringify(groups(request))))
    const credentials = fixedCredentials({ headers: { 'impersonate-group': ['one', 'two, three'] } })
    const client = open({ url: `http://127.0.0.1:${await listen(server)}`, credentials })
    expect(await client.json({ method: 'GET', path: '/' })).toEqual(['one', 'two, three'])
  })

  it('tells who speaks TLS to a plain server what its URL is', async () => {
    const host = `127.0.0.1:${await listen(http.createServer(json))}`
    await expect(ask(open({ url: `https://${host}` }))).rejects.toThrow(`speaks plain http, its URL is http://${host}`)
  })

  it('keeps its connections, and the path of the URL', async () => {
    const client = open({ url: `http://127.0.0.1:${await listen(http.createServer(json))}/clusters/a/` })
    const first = await ask(client)
    expect(first.url).toBe('/clusters/a/api?a=b%20c')
    expect((await ask(client)).port).toBe(first.port)
  })

  it('does not wait for a connection for longer than it is told to', async () => {
    // It takes the connection and never answers the TLS handshake.
    const url = `https://127.0.0.1:${await listen(net.createServer((socket) => socket.resume().on('error', () => {})))}`
    const transport = new NodeHttpTransport({ url, credentials: anonymous }, { connectTimeoutMs: 20 })
    const request = { method: 'GET', path: '/', headers: {}, signal: new AbortController().signal }
    await expect(transport.send(request, { headers: {} })).rejects.toThrow('no connection within 20 ms')
    transport.close()
  })

  describe.skipIf(opensslIsMissing)('over TLS (needs openssl, to make certificates)', () => {
    let certificates: Certificates
    beforeAll(async () => {
      certificates = await makeCertificates()
    })

    it('trusts the authority of the cluster, and no other', async () => {
      const url = `https://127.0.0.1:${await secure(certificates)}`
      const { authority: certificateAuthority } = certificates
      expect(await ask(open({ url, certificateAuthority }))).toMatchObject({ url: '/api?a=b%20c' })
      await expect(ask(open({ url }))).rejects.toMatchObject({ code: 'KUBERNETES_TLS' })
      expect(await ask(open({ url, insecureSkipTlsVerify: true }))).toMatchObject({ url: '/api?a=b%20c' })
    })

    it('expects the name that it is told to', async () => {
      const url = `https://127.0.0.1:${await secure(certificates)}`
      const { authority: certificateAuthority } = certificates
      expect(await ask(open({ url, certificateAuthority, serverName: 'kubernetes.test' }))).toBeDefined()
      await expect(ask(open({ url, certificateAuthority, serverName: 'another.test' }))).rejects.toMatchObject({
        code: 'KUBERNETES_TLS',
      })
    })

    it('shows the certificate of the client', async () => {
      const url = `https://127.0.0.1:${await secure(certificates)}`
      const { authority: certificateAuthority, clientCertificate, clientKey } = certificates
      const credentials = fixedCredentials({ headers: {}, clientCertificate, clientKey })
      expect((await ask(open({ url, certificateAuthority, credentials }))).subject).toBe('submitter')
    })

    it('goes through a proxy by a tunnel', async () => {
      const tunnels: string[] = []
      const proxy = http.createServer().on('connect', (request, socket) => {
        tunnels.push(request.url ?? '')
        const [host = '', port] = (request.url ?? '').split(':')
        const upstream = net.connect(Number(port), host, () => socket.write('HTTP/1.1 200 OK\r\n\r\n'))
        upstream.pipe(socket).pipe(upstream)
        socket.on('error', () => upstream.destroy())
        upstream.on('error', () => socket.destroy())
      })
      const [port, proxyPort] = [await secure(certificates), await listen(proxy)]
      const { authority: certificateAuthority } = certificates
      const url = `https://127.0.0.1:${port}`
      const client = open({ url, certificateAuthority, proxy: `http://127.0.0.1:${proxyPort}` })
      expect(await ask(client)).toMatchObject({ url: '/api?a=b%20c' })
      expect(tunnels).toEqual([`127.0.0.1:${port}`])
    })
  })
})
