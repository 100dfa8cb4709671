import { describe, expect, it } from 'vitest'
import type { ApiUnderTest } from './api-under-test.ts'
import { configMapBody, podBody } from './samples.ts'

/** Watches: from where, of what, how they end. */
export const watchesContract = (api: () => ApiUnderTest): void => {
  describe('a watch', () => {
    it('tells what is there, then what happens', async () => {
      const { path, name } = await api().place('configmaps')
      await api().post(path, configMapBody(name))
      const watch = await api().watch(path, `fieldSelector=metadata.name%3D${name}`)
      const { type, object } = await watch.next()
      expect([type, object.kind, object.apiVersion, object.metadata.name]).toEqual(['ADDED', 'ConfigMap', 'v1', name])
      const changed = await api().merge(`${path}/${name}`, { data: { b: '2' } })
      expect(await watch.next()).toEqual({ type: 'MODIFIED', object: changed.body })
      await api().delete(`${path}/${name}`)
      const last = await watch.next()
      expect([last.type, last.object.data]).toEqual(['DELETED', { a: '1', b: '2' }])
      expect(Number(last.object.metadata.resourceVersion)).toBeGreaterThan(
        Number(changed.body.metadata.resourceVersion),
      )
      watch.close()
    })

    it('begins after the version that it names', async () => {
      const { path, name } = await api().place('configmaps')
      const { body } = await api().post(path, configMapBody(name))
      await api().merge(`${path}/${name}`, { data: { b: '2' } })
      await api().delete(`${path}/${name}`)
      const version = body.metadata.resourceVersion
      const watch = await api().watch(
        path,
        `fieldSelector=metadata.name%3D${name}&resourceVersion=${version}&timeoutSeconds=1`,
      )
      expect((await watch.rest()).map(({ type }) => type)).toEqual(['MODIFIED', 'DELETED'])
    })

    it('sees as new what begins to match its selector, and as gone what no longer does', async () => {
      const { path, name } = await api().place('pods')
      const { body } = await api().post(path, podBody(name))
      const query = `labelSelector=of%3D${name}&resourceVersion=${body.metadata.resourceVersion}`
      const watch = await api().watch(path, query)
      await api().merge(`${path}/${name}`, { metadata: { labels: { of: name } } })
      const added = await watch.next()
      expect([added.type, added.object.metadata.labels]).toEqual(['ADDED', { of: name }])
      const without = await api().merge(`${path}/${name}`, { metadata: { labels: { of: null } } })
      const gone = await watch.next()
      expect([gone.type, gone.object.metadata.labels]).toEqual(['DELETED', { of: name }])
      expect(gone.object.metadata.resourceVersion).toBe(without.body.metadata.resourceVersion)
      watch.close()
    })

    it('ends when its time is over', async () => {
      const { path, name } = await api().place('configmaps')
      const watch = await api().watch(path, `fieldSelector=metadata.name%3D${name}&timeoutSeconds=1`)
      expect(await watch.rest()).toEqual([])
    })

    it('marks the end of what was there, where bookmarks are wanted', async () => {
      const { path, name } = await api().place('configmaps')
      await api().post(path, configMapBody(name))
      const query = `fieldSelector=metadata.name%3D${name}&timeoutSeconds=1&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan`
      const watch = await api().watch(path, query)
      expect((await watch.next()).type).toBe('ADDED')
      const mark = await watch.next()
      expect([mark.type, mark.object.kind, mark.object.metadata.annotations]).toEqual([
        'BOOKMARK',
        'ConfigMap',
        { 'k8s.io/initial-events-end': 'true' },
      ])
      expect(mark.object.metadata.resourceVersion).toMatch(/^\d+$/)
      expect(await watch.rest()).toEqual([])
    })

    it('can be asked for of one object by the old path', async () => {
      const { path, name, namespace } = await api().place('configmaps')
      await api().post(path, configMapBody(name))
      const watch = await api().watch(`/api/v1/watch/namespaces/${namespace}/configmaps/${name}`, 'timeoutSeconds=1')
      expect((await watch.rest()).map(({ object }) => object.metadata.name)).toEqual([name])
    })

    it('comes as rows where a table is wanted, the columns once', async () => {
      const { path, name } = await api().place('configmaps')
      for (const suffix of ['a', 'b'])
        await api().post(path, { metadata: { name: `${name}-${suffix}`, labels: { of: name } } })
      const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'
      const { text } = await api().request('GET', `${path}?watch=1&timeoutSeconds=1&labelSelector=of%3D${name}`, {
        accept,
      })
      const [first, second] = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).object)
      expect(first.columnDefinitions.map((column: { name: string }) => column.name)).toEqual(['Name', 'Data', 'Age'])
      expect([second.kind, second.columnDefinitions, second.rows[0].cells[0]]).toEqual(['Table', null, `${name}-b`])
    })

    it.each([
      [
        'sendInitialEvents=true',
        'resourceVersionMatch: Forbidden: sendInitialEvents requires setting resourceVersionMatch to NotOlderThan',
      ],
      [
        'resourceVersion=0&resourceVersionMatch=NotOlderThan',
        'resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
      ],
    ])('is refused with %s', async (query, message) => {
      const { path } = await api().place('configmaps')
      const { status, body } = await api().get(`${path}?watch=1&${query}`)
      expect([status, body.message]).toEqual([422, `ListOptions.meta.k8s.io "" is invalid: ${message}`])
    })
  })
}
