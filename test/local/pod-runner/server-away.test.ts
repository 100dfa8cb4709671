import { afterEach, beforeEach, expect, it } from 'vitest'
import { CORE, namespacedPath } from '../../../lib/kubernetes/resource-path.ts'
import { NodeUnderTest, podOf, shell } from './node-under-test.ts'

let node: NodeUnderTest

beforeEach(async () => {
  node = await NodeUnderTest.start()
})

afterEach(() => node.stop())

it('tells an API server that was away how a pod ended meanwhile', async () => {
  await node.create(podOf('ended', [shell("trap 'echo down; exit 3' USR1; echo up $$$$; while :; do sleep 0.1; done")]))
  const pod = await node.saying('ended', 'up')
  const pid = Number(/up (\d+)/.exec(await node.output(pod))?.[1])
  await node.whileServerIsAway(async () => {
    process.kill(pid, 'SIGUSR1')
    await expect.poll(() => node.output(pod)).toContain('down')
  })
  const { status } = await node.ended('ended')
  expect(status?.containerStatuses?.[0]?.state?.terminated).toMatchObject({ exitCode: 3 })
})

it('lets a deleted pod go that ended while the API server was away', async () => {
  const path = namespacedPath(CORE, 'default', 'pods', 'leaving')
  const slowly = "trap 'sleep 0.5; echo down; exit 0' TERM; echo up; while :; do sleep 0.1; done"
  await node.create(podOf('leaving', [shell(slowly)]))
  const pod = await node.saying('leaving', 'up')
  await node.api.json({ method: 'DELETE', path })
  await node.whileServerIsAway(() => expect.poll(() => node.output(pod), { timeout: 5_000 }).toContain('down'))
  const answer = async () => (await fetch(`${node.url}${path}`)).status
  await expect.poll(answer, { timeout: 10_000 }).toBe(404)
})
