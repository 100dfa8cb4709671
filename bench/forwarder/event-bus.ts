import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface EventBus {
  readonly url: string
  /** Calls `hear` for every event from now on. */
  listen(hear: (detailType: string, detail: HeardDetail) => void): void
  stop(): Promise<void>
}

/** Of what the forwarder says, what is looked at here. */
export interface HeardDetail {
  readonly pod?: { readonly metadata: { readonly uid: string; readonly resourceVersion: string } }
  readonly sparkAppId?: string
}

/** PutEvents over HTTP: takes everything. */
export const startBus = async (): Promise<EventBus> => {
  let listener: (detailType: string, detail: HeardDetail) => void = () => {}
  const server = createServer(async (request, response) => {
    const { Entries } = JSON.parse(await text(request)) as { Entries: { DetailType: string; Detail: string }[] }
    for (const { DetailType, Detail } of Entries) listener(DetailType, JSON.parse(Detail))
    const answer = { FailedEntryCount: 0, Entries: Entries.map((_, index) => ({ EventId: String(index) })) }
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    listen: (hear) => {
      listener = hear
    },
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
