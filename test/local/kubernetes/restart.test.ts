import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type EmbeddedApiServer, startApiServer } from '../../../local/kubernetes/api-server.ts'
import { ApiUnderTest } from '../../contracts/kubernetes-api/api-under-test.ts'
import { configMapBody, podBody } from '../../contracts/kubernetes-api/samples.ts'

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps'
const PODS = '/api/v1/namespaces/default/pods'

let folder: string
let server: EmbeddedApiServer
let api: ApiUnderTest

const start = async (): Promise<void> => {
  server = await startApiServer({ dataFile: join(folder, 'data') })
  api = new ApiUnderTest({ url: server.url })
}

const restart = async (): Promise<void> => {
  await server.stop()
  await start()
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sparkdrop-restart-'))
  await start()
})

afterEach(async () => {
  await server.stop()
  await rm(folder, { recursive: true })
})

const versionOf = (body: { metadata: { resourceVersion: string } }): number => Number(body.metadata.resourceVersion)

describe('an API server with a file for its data, started again', () => {
  it('has every object as it was, and none that was deleted', async () => {
    await api.post(CONFIG_MAPS, configMapBody('gone'))
    await api.post(CONFIG_MAPS, configMapBody('kept'))
    await api.merge(`${CONFIG_MAPS}/kept`, { data: { more: 'yes' } })
    await api.delete(`${CONFIG_MAPS}/gone`)
    const { body: before } = await api.get(CONFIG_MAPS)
    await restart()
    expect((await api.get(CONFIG_MAPS)).body).toEqual(before)
  })

  it('goes on counting versions, also after a second time', async () => {
    await api.post(CONFIG_MAPS, configMapBody('gone'))
    await api.delete(`${CONFIG_MAPS}/gone`)
    const last = versionOf((await api.get(CONFIG_MAPS)).body)
    await restart()
    await restart()
    expect(versionOf((await api.post(CONFIG_MAPS, configMapBody('next'))).body)).toBeGreaterThan(last)
  })

  it('ends a watch from before with Expired, and serves one from where it is', async () => {
    const { body: first } = await api.post(CONFIG_MAPS, configMapBody('a'))
    await api.post(CONFIG_MAPS, configMapBody('b'))
    await restart()
    const old = await api.watch(CONFIG_MAPS, `resourceVersion=${first.metadata.resourceVersion}`)
    expect(await old.next()).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } })
    const now = versionOf((await api.get(CONFIG_MAPS)).body)
    const watch = await api.watch(CONFIG_MAPS, `resourceVersion=${now}`)
    await api.post(CONFIG_MAPS, configMapBody('c'))
    expect(await watch.next()).toMatchObject({ type: 'ADDED', object: { metadata: { name: 'c' } } })
    watch.close()
  })

  it('still collects what belonged to an object of before', async () => {
    const { body: owner } = await api.post(PODS, podBody('owner'))
    const ownerReferences = [{ apiVersion: 'v1', kind: 'Pod', name: 'owner', uid: owner.metadata.uid }]
    await api.post(CONFIG_MAPS, { ...configMapBody('owned'), metadata: { name: 'owned', ownerReferences } })
    await restart()
    const watch = await api.watch(CONFIG_MAPS, `resourceVersion=${versionOf((await api.get(CONFIG_MAPS)).body)}`)
    await api.delete(`${PODS}/owner?gracePeriodSeconds=0`)
    expect(await watch.next()).toMatchObject({ type: 'DELETED', object: { metadata: { name: 'owned' } } })
    watch.close()
  })

  it('takes no notice of a line that its writer did not finish', async () => {
    await api.post(CONFIG_MAPS, configMapBody('whole'))
    await server.stop()
    await appendFile(join(folder, 'data'), '{"revision":99,"resource":"configm')
    await start()
    expect((await api.get(`${CONFIG_MAPS}/whole`)).status).toBe(200)
  })
})
