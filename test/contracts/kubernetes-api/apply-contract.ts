import { describe, expect, it } from 'vitest'
import type { ApiUnderTest } from './api-under-test.ts'
import { configMapBody, failure, podBody, serviceBody } from './samples.ts'

interface ManagedFields {
  readonly manager: string
  readonly operation: string
  readonly subresource?: string
  readonly fieldsV1: object
}

const ownersOf = (body: { metadata: { managedFields?: ManagedFields[] } }): unknown[] =>
  (body.metadata.managedFields ?? []).map(({ manager, operation, fieldsV1 }) => [manager, operation, fieldsV1])

/** Server-side apply, and who owns what afterwards. */
export const applyContract = (api: () => ApiUnderTest): void => {
  describe('server-side apply', () => {
    it('creates what is not there, answers 201, and owns what it named', async () => {
      const { path, name } = await api().place('configmaps')
      const { status, body } = await api().apply(`${path}/${name}`, 'one', configMapBody(name))
      expect([status, body.data]).toEqual([201, { a: '1' }])
      expect(ownersOf(body)).toEqual([['one', 'Apply', { 'f:data': { 'f:a': {} } }]])
    })

    it('changes nothing, not even the version, where the same is applied again', async () => {
      const { path, name } = await api().place('configmaps')
      const first = await api().apply(`${path}/${name}`, 'one', configMapBody(name))
      const second = await api().apply(`${path}/${name}`, 'one', configMapBody(name))
      expect([second.status, second.body]).toEqual([200, first.body])
    })

    it('reads YAML', async () => {
      const { path, name } = await api().place('configmaps')
      const body = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  a: "1"\n`
      const sent = { body, contentType: 'application/apply-patch+yaml' }
      expect((await api().request('PATCH', `${path}/${name}?fieldManager=one`, sent)).body.data).toEqual({ a: '1' })
    })

    it('takes away what the manager applied before and no longer does', async () => {
      const { path, name } = await api().place('configmaps')
      await api().apply(`${path}/${name}`, 'one', configMapBody(name, { a: '1', b: '2' }))
      await api().merge(`${path}/${name}`, { data: { c: '3' } })
      const { body } = await api().apply(`${path}/${name}`, 'one', configMapBody(name, { a: '1' }))
      expect(body.data).toEqual({ a: '1', c: '3' })
    })

    it('refuses to change what somebody else owns, and says whose it is', async () => {
      const { path, name } = await api().place('configmaps')
      await api().apply(`${path}/${name}`, 'one', configMapBody(name))
      const { body } = await api().apply(`${path}/${name}`, 'two', configMapBody(name, { a: '2', b: '3' }))
      expect(body).toEqual(
        failure({
          code: 409,
          reason: 'Conflict',
          message: 'Apply failed with 1 conflict: conflict with "one": .data.a',
          details: { causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.data.a' }] },
        }),
      )
    })

    it('lists all conflicts, by owner', async () => {
      const { path, name } = await api().place('configmaps')
      await api().apply(`${path}/${name}`, 'one', configMapBody(name, { a: '1', b: '1' }))
      await api().apply(`${path}/${name}`, 'three', configMapBody(name, { c: '1' }))
      const { body } = await api().apply(`${path}/${name}`, 'two', configMapBody(name, { a: '2', b: '2', c: '2' }))
      expect(body.message).toBe(
        'Apply failed with 3 conflicts: conflicts with "one":\n- .data.a\n- .data.b\nconflicts with "three":\n- .data.c',
      )
    })

    it('takes fields over by force', async () => {
      const { path, name } = await api().place('configmaps')
      await api().apply(`${path}/${name}`, 'one', configMapBody(name, { a: '1', keep: 'x' }))
      const { body } = await api().apply(`${path}/${name}`, 'two', configMapBody(name, { a: '2' }), true)
      expect(body.data).toEqual({ a: '2', keep: 'x' })
      expect(ownersOf(body).toSorted()).toEqual([
        ['one', 'Apply', { 'f:data': { 'f:keep': {} } }],
        ['two', 'Apply', { 'f:data': { 'f:a': {} } }],
      ])
    })

    it('lets two managers own a field of the same value', async () => {
      const { path, name } = await api().place('configmaps')
      await api().apply(`${path}/${name}`, 'one', configMapBody(name))
      const shared = await api().apply(`${path}/${name}`, 'two', configMapBody(name))
      expect(shared.status).toBe(200)
      const left = await api().apply(`${path}/${name}`, 'one', configMapBody(name, {}))
      expect(left.body.data).toEqual({ a: '1' })
    })

    it('gives the fields that an update writes to the updater', async () => {
      const { path, name } = await api().place('configmaps')
      await api().apply(`${path}/${name}`, 'one', configMapBody(name, { a: '1', b: '2' }))
      const sent = {
        body: { data: { a: '9' } },
        contentType: 'application/merge-patch+json',
        userAgent: 'tool/1.0 (x)',
      }
      const { body } = await api().request('PATCH', `${path}/${name}`, sent)
      expect(ownersOf(body).toSorted()).toEqual([
        ['one', 'Apply', { 'f:data': { 'f:b': {} } }],
        ['tool', 'Update', { 'f:data': { 'f:a': {} } }],
      ])
    })

    it('merges keyed lists item by item', async () => {
      const { path, name } = await api().place('services')
      await api().apply(`${path}/${name}`, 'one', serviceBody(name, { ports: [{ name: 'a', port: 80 }] }))
      const two = serviceBody(name, { ports: [{ name: 'b', port: 81 }], selector: { app: 'x' } })
      const { body } = await api().apply(`${path}/${name}`, 'two', two)
      expect(body.spec.ports.map((port: { name: string }) => port.name)).toEqual(['a', 'b'])
    })

    it('creates the objects that a Spark submission sends', async () => {
      const { path, name } = await api().place('services')
      const ports = [
        { name: 'driver-rpc-port', port: 7078, targetPort: 7078 },
        { name: 'spark-ui', port: 4040, targetPort: 4040 },
      ]
      const spec = { clusterIP: 'None', ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack', ports }
      const { status, body } = await api().apply(`${path}/${name}`, 'fabric8', serviceBody(name, spec), true)
      expect(status).toBe(201)
      expect(body.spec).toMatchObject({
        clusterIP: 'None',
        clusterIPs: ['None'],
        type: 'ClusterIP',
        sessionAffinity: 'None',
      })
    })

    it('records what the owner of a new pod wrote, defaults included', async () => {
      const { path, name } = await api().place('pods')
      const { body } = await api().post(path, podBody(name, { volumes: [{ name: 'v' }] }, { labels: { a: 'b' } }))
      expect(ownersOf(body)).toEqual([
        [
          'contract',
          'Update',
          {
            'f:metadata': { 'f:labels': { '.': {}, 'f:a': {} } },
            'f:spec': {
              'f:containers': {
                'k:{"name":"main"}': {
                  '.': {},
                  'f:image': {},
                  'f:imagePullPolicy': {},
                  'f:name': {},
                  'f:resources': {},
                  'f:terminationMessagePath': {},
                  'f:terminationMessagePolicy': {},
                },
              },
              'f:dnsPolicy': {},
              'f:enableServiceLinks': {},
              'f:restartPolicy': {},
              'f:schedulerName': {},
              'f:securityContext': {},
              'f:terminationGracePeriodSeconds': {},
              'f:volumes': { '.': {}, 'k:{"name":"v"}': { '.': {}, 'f:emptyDir': {}, 'f:name': {} } },
            },
          },
        ],
      ])
    })

    it('keeps the status apart: who writes it owns only that', async () => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name))
      const { body } = await api().strategic(`${path}/${name}/status`, { status: { phase: 'Running', message: 'x' } })
      const owner = body.metadata.managedFields.find((entry: ManagedFields) => entry.subresource === 'status')
      expect([owner.manager, owner.fieldsV1]).toEqual(['contract', { 'f:status': { 'f:message': {}, 'f:phase': {} } }])
    })

    it.each([
      [
        'a manager',
        '',
        {},
        'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      ],
      ['a kind', '?fieldManager=m', { kind: undefined, apiVersion: undefined }, 'invalid object type: /, Kind='],
      ['the kind of the path', '?fieldManager=m', { kind: 'Pod' }, 'invalid object type: /v1, Kind=Pod'],
      [
        'no managedFields',
        '?fieldManager=m',
        {
          metadata: {
            managedFields: [
              { manager: 'x', operation: 'Apply', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {} },
            ],
          },
        },
        'metadata.managedFields must be nil',
      ],
    ])('wants %s', async (_what, query, change, message) => {
      const { path, name } = await api().place('configmaps')
      const body = { ...configMapBody(name), ...change }
      const sent = { body, contentType: 'application/apply-patch+yaml' }
      expect((await api().request('PATCH', `${path}/${name}${query}`, sent)).body.message).toBe(message)
    })

    it('knows its schema: unknown fields and wrong types are errors', async () => {
      const { path, name } = await api().place('configmaps')
      const unknown = await api().apply(`${path}/${name}`, 'm', { ...configMapBody(name), datax: { a: '1' } })
      expect([unknown.status, unknown.body.message]).toEqual([
        500,
        `failed to create typed patch object (/${name}; /v1, Kind=ConfigMap): .datax: field not declared in schema`,
      ])
      const other = await api().apply(`${path}/${name}`, 'm', configMapBody('zz'))
      expect(other.body.message).toBe(`the name of the object (zz) does not match the name on the URL (${name})`)
    })

    it('holds to the version that is named', async () => {
      const { path, name } = await api().place('configmaps')
      await api().apply(`${path}/${name}`, 'm', configMapBody(name))
      const stale = { ...configMapBody(name, { b: '1' }), metadata: { name, resourceVersion: '3' } }
      expect((await api().apply(`${path}/${name}`, 'm', stale)).body.reason).toBe('Conflict')
    })

    it('leaves immutable configmaps as they are', async () => {
      const { path, name } = await api().place('configmaps')
      await api().apply(`${path}/${name}`, 'm', configMapBody(name, { a: '1' }, { immutable: true }))
      const same = await api().apply(`${path}/${name}`, 'm', configMapBody(name, { a: '1' }, { immutable: true }))
      expect(same.status).toBe(200)
      const { body } = await api().apply(`${path}/${name}`, 'm', configMapBody(name, { a: '2' }, { immutable: true }))
      expect(body.message).toBe(
        `ConfigMap "${name}" is invalid: data: Forbidden: field is immutable when \`immutable\` is set`,
      )
    })
  })
}
