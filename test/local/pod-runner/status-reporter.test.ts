import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { plainConnection } from '../../../lib/kubernetes/endpoint-connection.ts'
import { CORE, namespacedPath } from '../../../lib/kubernetes/resource-path.ts'
import { RestClient } from '../../../lib/kubernetes/rest-client.ts'
import type { Pod } from '../../../lib/ports/kubernetes-types.ts'
import { type EmbeddedApiServer, startApiServer } from '../../../local/kubernetes/api-server.ts'
import { StatusReporter } from '../../../local/pod-runner/status-reporter.ts'

const path = namespacedPath(CORE, 'default', 'pods', 'driver')
const since = '2026-01-01T00:00:01Z'
const notReady = { type: 'Ready', status: 'False', reason: 'ContainersNotReady', lastTransitionTime: since }
const ready = { type: 'Ready', status: 'True', lastTransitionTime: since }

let server: EmbeddedApiServer
let api: RestClient
let reporter: StatusReporter

const pod = () => api.json<Pod>({ method: 'GET', path })

beforeEach(async () => {
  server = await startApiServer()
  api = new RestClient(plainConnection(server.url))
  const containers = [{ name: 'main', image: 'shell' }]
  const body = { metadata: { name: 'driver' }, spec: { nodeName: 'node', containers } }
  const created = await api.json<Pod>({ method: 'POST', path: namespacedPath(CORE, 'default', 'pods'), body })
  reporter = new StatusReporter(api, created, new AbortController().signal)
})

afterEach(async () => {
  api.close()
  await server.stop()
})

describe("a node's report of a pod", () => {
  it('leaves alone what others say in its conditions, whether the node has seen it or not', async () => {
    await reporter.report({ phase: 'Running', conditions: [notReady] })
    const body = { kind: 'Eviction', apiVersion: 'policy/v1', metadata: { name: 'driver' } }
    await api.json({ method: 'POST', path: `${path}/eviction`, body })
    await reporter.report({ phase: 'Running', conditions: [ready] })
    const types = (await pod()).status?.conditions?.map(({ type }) => type)
    expect(types).toEqual(expect.arrayContaining(['Ready', 'DisruptionTarget']))
  })

  it('takes back the reason of a condition that has none any more', async () => {
    await reporter.report({ phase: 'Pending', conditions: [notReady] })
    await reporter.report({ phase: 'Running', conditions: [ready] })
    expect((await pod()).status?.conditions).toContainEqual(ready)
  })
})
