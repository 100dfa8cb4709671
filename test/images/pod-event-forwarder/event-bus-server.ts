import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

export interface Entry {
  readonly EventBusName: string
  readonly Source: string
  readonly DetailType: string
  readonly Detail: string
}

/** PutEvents over HTTP, for the SDK in another process. */
export async function startEventBus() {
  const entries: Entry[] = []
  const server = createServer(async (request, response) => {
    const { Entries } = JSON.parse(await text(request)) as { Entries: Entry[] }
    const answers = Entries.map((entry, index) => {
      const ErrorCode = bus.refuse(entry)
      if (ErrorCode !== undefined) return { ErrorCode }
      entries.push(entry)
      return { EventId: String(index) }
    })
    const answer = { FailedEntryCount: answers.filter((one) => one.ErrorCode).length, Entries: answers }
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bus = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    entries: entries as readonly Entry[],
    /** The error code with which an entry is refused. */
    refuse: (_: Entry): string | undefined => undefined,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return bus
}
