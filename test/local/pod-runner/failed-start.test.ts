import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { startApiServer } from '../../../local/kubernetes/api-server.ts'
import { startPodRunner } from '../../../local/pod-runner/pod-runner.ts'
import { silentLog } from '../../fakes/silent-log.ts'

const OPTIONS = { images: {}, logsDir: '/nowhere', workDir: '/nowhere', nodeName: 'one', log: silentLog }

it('does not start where the API server does not let it in', async () => {
  const server = await startApiServer({ token: 'right' })
  onTestFinished(() => server.stop())
  const starting = startPodRunner({ ...OPTIONS, apiServer: { url: server.url, token: 'wrong' } })
  await expect(starting).rejects.toMatchObject({ code: 'KUBERNETES_UNAUTHORIZED' })
})

it('does not start where it cannot list the pods, and is no node any more', async () => {
  const requests: string[] = []
  const server = createServer(({ method, url = '' }, answer) => {
    const [path] = url.split('?')
    requests.push(`${method} ${path}`)
    const refused = path === '/api/v1/pods'
    const body = refused ? { code: 403, reason: 'Forbidden' } : { metadata: { resourceVersion: '1' }, items: [] }
    answer.writeHead(refused ? 403 : 200).end(JSON.stringify(body))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const starting = startPodRunner({ ...OPTIONS, apiServer: { url: `http://127.0.0.1:${port}` } })
  await expect(starting).rejects.toMatchObject({ code: 'KUBERNETES_FORBIDDEN' })
  expect(requests.filter((request) => request === 'GET /api/v1/pods')).toHaveLength(1)
  expect(requests.at(-1)).toBe('DELETE /api/v1/nodes/one')
})
