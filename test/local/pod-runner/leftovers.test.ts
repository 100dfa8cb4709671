import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { plainConnection } from '../../../lib/kubernetes/endpoint-connection.ts'
import { RestClient } from '../../../lib/kubernetes/rest-client.ts'
import { watchObjects } from '../../../lib/kubernetes/watch-objects.ts'
import type { Pod } from '../../../lib/ports/kubernetes-types.ts'
import { startApiServer } from '../../../local/kubernetes/api-server.ts'
import { startPodRunner } from '../../../local/pod-runner/pod-runner.ts'
import { silentLog } from '../../fakes/silent-log.ts'
import { bareImage } from './bare-image.ts'
import { NodeUnderTest, podOf, shell } from './node-under-test.ts'

/** A process that ended but was not waited for is none any more. */
const alive = (pid: number): boolean => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** A container that leaves a process behind in its group, and says both process ids. */
const withChild = shell("trap '' TERM; sleep 300 & echo $$$$ $!; while :; do wait; done")

const pidsIn = async (file: string): Promise<number[]> => {
  const read = async () => (await readFile(file, 'utf8').catch(() => '')).trim()
  await expect.poll(read).toMatch(/^\d+ \d+$/)
  return (await read()).split(' ').map(Number)
}

it('ends every process of every pod when it is stopped', async () => {
  const node = await NodeUnderTest.start()
  onTestFinished(() => node.stop())
  await node.create(podOf('lasting', [withChild]))
  const { metadata } = await node.running('lasting')
  const pids = await pidsIn(join(node.folder, 'logs', metadata?.uid ?? '', 'main.log'))
  expect(pids.map(alive)).toEqual([true, true])
  await node.stop()
  await expect.poll(() => pids.map(alive)).toEqual([false, false])
})

it('leaves no process behind when a container ends before what it started', async () => {
  const node = await NodeUnderTest.start()
  onTestFinished(() => node.stop())
  const { output } = await node.run(podOf('parent', [shell('sleep 300 & echo $!')]))
  await expect.poll(() => alive(Number(output))).toBe(false)
})

it('leaves no process behind when it is killed, and calls its containers lost when it is back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'abandoned-'))
  const server = await startApiServer({ logsDir: join(folder, 'logs') })
  const api = new RestClient(plainConnection(server.url))
  const program = fileURLToPath(new URL('abandoned-runner.ts', import.meta.url))
  const child = spawn(process.execPath, [program, server.url, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  await once(child.stdout, 'data')
  await api.json({ method: 'POST', path: '/api/v1/namespaces/default/pods', body: podOf('lost', [withChild]) })
  const seen = async (fits: (pod: Pod) => boolean): Promise<Pod | undefined> => {
    for await (const { object } of watchObjects<Pod>(api, {
      path: '/api/v1/pods',
      signal: AbortSignal.timeout(10_000),
    }))
      if (fits(object)) return object
    return undefined
  }
  const running = await seen(({ status }) => status?.phase === 'Running')
  const pids = await pidsIn(join(folder, 'logs', running?.metadata?.uid ?? '', 'main.log'))
  child.kill('SIGKILL')
  await expect.poll(() => pids.map(alive)).toEqual([false, false])

  const options = { images: { shell: bareImage() }, logsDir: join(folder, 'logs'), workDir: join(folder, 'work') }
  const again = await startPodRunner({
    apiServer: { url: server.url },
    nodeName: 'abandoned',
    log: silentLog,
    ...options,
  })
  const lost = await seen(({ status }) => status?.phase === 'Failed')
  expect(lost?.status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({
    exitCode: 137,
    reason: 'ContainerStatusUnknown',
  })
  await again.stop()
  await server.stop()
  api.close()
  await rm(folder, { recursive: true, force: true })
})
