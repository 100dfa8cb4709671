import { describe, expect, it } from 'vitest'
import type { ApiUnderTest } from './api-under-test.ts'
import { podBody } from './samples.ts'

const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json'

/** Forms of answers that are no objects: tables, discovery, health. */
export const answersContract = (api: () => ApiUnderTest): void => {
  describe('a table', () => {
    it('has the columns of kubectl get pods', async () => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name, {}, { labels: { of: name } }))
      const { body } = await api().request('GET', `${path}?labelSelector=of%3D${name}`, { accept: TABLE })
      expect([body.kind, body.apiVersion]).toEqual(['Table', 'meta.k8s.io/v1'])
      expect(
        body.columnDefinitions.map((column: { name: string; priority: number }) => [column.name, column.priority]),
      ).toEqual([
        ['Name', 0],
        ['Ready', 0],
        ['Status', 0],
        ['Restarts', 0],
        ['Age', 0],
        ['IP', 1],
        ['Node', 1],
        ['Nominated Node', 1],
        ['Readiness Gates', 1],
      ])
      const [name0, ready, status, restarts, age, ...wide] = body.rows[0].cells
      expect([name0, ready, status, String(restarts)]).toEqual([name, '0/1', 'Pending', '0'])
      expect(age).toMatch(/^\d+s$/)
      expect(wide).toEqual(['<none>', '<none>', '<none>', '<none>'])
      expect(body.rows[0].object).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name } })
    })

    it.each([
      [
        'running',
        {
          phase: 'Running',
          containerStatuses: [
            {
              name: 'main',
              ready: true,
              restartCount: 0,
              image: 'i',
              imageID: '',
              state: { running: { startedAt: '2024-01-01T00:00:00Z' } },
            },
          ],
        },
        ['1/1', 'Running'],
      ],
      [
        'crashed',
        {
          phase: 'Failed',
          containerStatuses: [
            {
              name: 'main',
              ready: false,
              restartCount: 0,
              image: 'i',
              imageID: '',
              state: { terminated: { exitCode: 1, reason: 'Error' } },
            },
          ],
        },
        ['0/1', 'Error'],
      ],
      [
        'done',
        {
          phase: 'Succeeded',
          containerStatuses: [
            {
              name: 'main',
              ready: false,
              restartCount: 0,
              image: 'i',
              imageID: '',
              state: { terminated: { exitCode: 0, reason: 'Completed' } },
            },
          ],
        },
        ['0/1', 'Completed'],
      ],
      [
        'stuck',
        {
          phase: 'Pending',
          containerStatuses: [
            {
              name: 'main',
              ready: false,
              restartCount: 0,
              image: 'i',
              imageID: '',
              state: { waiting: { reason: 'ImagePullBackOff' } },
            },
          ],
        },
        ['0/1', 'ImagePullBackOff'],
      ],
      ['killed', { phase: 'Failed', reason: 'Evicted' }, ['0/1', 'Evicted']],
    ])('shows how a pod is that is %s', async (_what, status, cells) => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name))
      await api().merge(`${path}/${name}/status`, { status })
      const { body } = await api().request('GET', `${path}/${name}`, { accept: TABLE })
      expect(body.rows[0].cells.slice(1, 3)).toEqual(cells)
    })

    it('shows a service', async () => {
      const { path, name } = await api().place('services')
      await api().post(path, {
        metadata: { name },
        spec: { clusterIP: 'None', selector: { a: 'b' }, ports: [{ port: 80 }] },
      })
      const { body } = await api().request('GET', `${path}/${name}?includeObject=None`, { accept: TABLE })
      const [row] = body.rows
      expect([row.object, ...row.cells.slice(0, 5), row.cells[6]]).toEqual([
        null,
        name,
        'ClusterIP',
        'None',
        '<none>',
        '80/TCP',
        'a=b',
      ])
    })
  })

  describe('discovery', () => {
    it('knows the core and the groups', async () => {
      expect((await api().get('/api')).body).toMatchObject({ kind: 'APIVersions', versions: ['v1'] })
      const groups = (await api().get('/apis')).body.groups.map((group: { name: string }) => group.name)
      expect(groups).toEqual(expect.arrayContaining(['apps', 'coordination.k8s.io', 'rbac.authorization.k8s.io']))
      expect((await api().get('/apis/coordination.k8s.io')).body).toMatchObject({
        kind: 'APIGroup',
        name: 'coordination.k8s.io',
        preferredVersion: { groupVersion: 'coordination.k8s.io/v1', version: 'v1' },
      })
    })

    it.each([
      [
        '/api/v1',
        [
          'configmaps',
          'events',
          'namespaces',
          'nodes',
          'persistentvolumeclaims',
          'pods',
          'pods/binding',
          'pods/eviction',
          'pods/log',
          'pods/status',
          'secrets',
          'serviceaccounts',
          'serviceaccounts/token',
          'services',
          'services/status',
        ],
      ],
      ['/apis/apps/v1', ['statefulsets', 'statefulsets/status']],
      ['/apis/coordination.k8s.io/v1', ['leases']],
      ['/apis/rbac.authorization.k8s.io/v1', ['rolebindings', 'roles']],
    ])('tells of the resources of %s what clients go by', async (path, names) => {
      const { body } = await api().get(path)
      expect(body.kind).toBe('APIResourceList')
      const found = body.resources.map((resource: { name: string }) => resource.name)
      expect(found).toEqual(expect.arrayContaining(names))
      const main = body.resources.find((resource: { name: string }) => resource.name === names[0])
      expect(main).toMatchObject({ namespaced: true, kind: expect.any(String), singularName: expect.any(String) })
      expect(main.verbs).toEqual(['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'])
    })

    it('comes in one answer where that is wanted', async () => {
      const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json'
      const { body } = await api().request('GET', '/api', { accept })
      expect([body.kind, body.apiVersion]).toEqual(['APIGroupDiscoveryList', 'apidiscovery.k8s.io/v2'])
      const pods = body.items[0].versions[0].resources.find(
        (resource: { resource: string }) => resource.resource === 'pods',
      )
      expect(pods).toMatchObject({
        scope: 'Namespaced',
        singularResource: 'pod',
        shortNames: ['po'],
        responseKind: { kind: 'Pod' },
      })
    })

    it('says how the server is', async () => {
      expect((await api().get('/healthz')).text).toBe('ok')
      expect((await api().get('/livez')).text).toBe('ok')
      expect((await api().get('/readyz')).text).toBe('ok')
      expect((await api().get('/version')).body).toMatchObject({ major: '1', minor: '34' })
      expect((await api().get('/nothing')).text).toBe('404 page not found\n')
    })
  })
}
