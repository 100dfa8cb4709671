import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleDriver } from '../../../images/driver/bundle.ts'
import { plainConnection } from '../../../lib/kubernetes/endpoint-connection.ts'
import { CORE, namespacedPath } from '../../../lib/kubernetes/resource-path.ts'
import { RestClient } from '../../../lib/kubernetes/rest-client.ts'
import type { Pod } from '../../../lib/ports/kubernetes-types.ts'
import { type EmbeddedApiServer, startApiServer } from '../../../local/kubernetes/api-server.ts'
import { compileAgainst, SparkDriver } from './spark-driver.ts'

const PODS = namespacedPath(CORE, 'default', 'pods')
const PATIENCE = { timeout: 90_000, interval: 100 }
const SPARKS_OWN = /ExecutorPodsAllocator: Going to request/

const folders = (process.env['SPARKDROP_TEST_SPARK_JARS'] ?? '').split(delimiter).filter(Boolean)

/** What the API server says of a container that the kernel ended for want of memory. */
const OUT_OF_MEMORY = {
  phase: 'Failed',
  containerStatuses: [
    {
      name: 'spark-kubernetes-executor',
      image: 'spark',
      imageID: 'spark',
      ready: false,
      restartCount: 0,
      state: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
    },
  ],
}

if (folders.length === 0)
  it.skip('the shim with other versions of Spark (skipped: SPARKDROP_TEST_SPARK_JARS names no folder of jars)', () => {})

describe.each(folders)('the shim with the Spark in %s', (jars) => {
  let folder: string
  let server: EmbeddedApiServer
  let client: RestClient
  let driver: SparkDriver | undefined

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), `${basename(jars)}-`))
    await compileAgainst({ jars, folder })
    await bundleDriver(folder)
    await writeFile(join(folder, 'broken.mjs'), "throw new Error('this loop is broken')")
  })

  afterAll(() => rm(folder, { recursive: true, force: true }))

  const onCluster = async (scheduler: string, test: () => Promise<void>): Promise<void> => {
    server = await startApiServer()
    client = new RestClient(plainConnection(server.url))
    driver = new SparkDriver({ jars, folder }, server, join(folder, scheduler))
    try {
      await test()
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error}\n${driver.log}`, { cause: error })
    } finally {
      await driver.stop()
      client.close()
      await server.stop()
    }
  }

  const executorIds = async (): Promise<readonly (string | undefined)[]> => {
    const { items } = await client.json<{ items: Pod[] }>({ method: 'GET', path: PODS })
    return items.map(({ metadata }) => metadata?.labels?.['spark-exec-id']).toSorted()
  }

  const nameOf = async (id: string): Promise<string> => {
    const query = { labelSelector: `spark-exec-id=${id}` }
    const { items } = await client.json<{ items: Pod[] }>({ method: 'GET', path: PODS, query })
    return items[0]?.metadata?.name ?? ''
  }

  const endsWithNothingLeft = async (): Promise<void> => {
    expect(await driver?.stop()).toBe(0)
    expect(await executorIds()).toEqual([])
  }

  it('has executors from the loop, and others in the place of one that is deleted and one that fails', () =>
    onCluster('scheduler.mjs', async () => {
      await expect.poll(executorIds, PATIENCE).toEqual(['1', '2'])
      await client.json({ method: 'DELETE', path: `${PODS}/${await nameOf('1')}`, body: { gracePeriodSeconds: 0 } })
      await expect.poll(executorIds, PATIENCE).toEqual(['2', '3'])
      await client.json({
        method: 'PATCH',
        path: `${PODS}/${await nameOf('2')}/status`,
        body: { status: OUT_OF_MEMORY },
        contentType: 'application/merge-patch+json',
      })
      // Spark's own lifecycle manager deletes the pod, as the loop has told it how that ended.
      await expect.poll(executorIds, PATIENCE).toEqual(['3', '4'])
      expect(driver?.log).not.toMatch(SPARKS_OWN)
      await endsWithNothingLeft()
    }))

  it('has executors from Spark itself where the loop cannot be kept running', () =>
    onCluster('broken.mjs', async () => {
      await expect.poll(executorIds, PATIENCE).toEqual(['1', '2'])
      expect(driver?.log).toMatch(/Spark's own allocator takes over[\s\S]*Going to request 2 executors/)
      await client.json({ method: 'DELETE', path: `${PODS}/${await nameOf('1')}`, body: { gracePeriodSeconds: 0 } })
      await expect.poll(executorIds, PATIENCE).toEqual(['2', '3'])
      await endsWithNothingLeft()
    }))
})
