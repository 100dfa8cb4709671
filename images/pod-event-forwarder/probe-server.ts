import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface ProbeAnswers {
  /** Absent: ready; else why not. */
  readonly notReady: () => string | undefined
  readonly metrics: () => string
}

export interface ProbeServer {
  readonly port: number
  stop(): Promise<void>
}

const TEXT = 'text/plain; version=0.0.4; charset=utf-8'

/** `/livez`, `/readyz` and `/metrics` over HTTP. */
export async function startProbeServer(port: number, host: string, answers: ProbeAnswers): Promise<ProbeServer> {
  const server = createServer(({ url }, response) => {
    const say = (status: number, text: string) => response.writeHead(status, { 'content-type': TEXT }).end(text)
    if (url === '/livez') return say(200, 'ok\n')
    if (url === '/metrics') return say(200, answers.metrics())
    if (url !== '/readyz') return say(404, 'there are /livez, /readyz and /metrics\n')
    const reason = answers.notReady()
    return reason === undefined ? say(200, 'ok\n') : say(503, `${reason}\n`)
  })
  server.listen(port, host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
