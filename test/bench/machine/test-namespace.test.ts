import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { withNamespace } from '../../../bench/machine/test-namespace.ts'
import { plainConnection } from '../../../lib/kubernetes/endpoint-connection.ts'
import { RestClient } from '../../../lib/kubernetes/rest-client.ts'
import { type EmbeddedApiServer, startApiServer } from '../../../local/kubernetes/api-server.ts'

describe("a benchmark's namespace", () => {
  let server: EmbeddedApiServer
  let client: RestClient
  beforeAll(async () => {
    server = await startApiServer()
    client = new RestClient(plainConnection(server.url))
  })
  afterAll(async () => {
    client.close()
    await server.stop()
  })

  const namespaces = async (): Promise<readonly string[]> => {
    const list = await client.json<{ items: { metadata: { name: string } }[] }>({
      method: 'GET',
      path: '/api/v1/namespaces',
    })
    return list.items.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('sparkdrop-bench-'))
  }

  it('is there while it is used, and gone after that', async () => {
    const { signal } = new AbortController()
    expect(await withNamespace(client, signal, async (name) => [name, await namespaces()])).toEqual([
      expect.any(String),
      [expect.any(String)],
    ])
    expect(await namespaces()).toEqual([])
  })

  it('is gone after a failure and after an interruption too', async () => {
    const never = new AbortController()
    await expect(withNamespace(client, never.signal, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await namespaces()).toEqual([])
    const interruption = new AbortController()
    const interrupted = withNamespace(client, interruption.signal, async () => {
      interruption.abort(new Error('enough'))
      await new Promise(() => {})
    })
    await expect(interrupted).rejects.toThrow('enough')
    expect(await namespaces()).toEqual([])
  })

  it('is not made where the interruption came before', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(withNamespace(client, signal, async () => 'done')).rejects.toThrow('enough')
  })
})
