import { describe, expect, it } from 'vitest'
import type { ApiUnderTest } from './api-under-test.ts'
import { configMapBody, failure, podBody, serviceBody } from './samples.ts'

const REJECTED = failure({
  code: 422,
  reason: 'Invalid',
  message: 'the server rejected our request due to an error in our request',
  details: {},
})

/** The patch formats, but for server-side apply. */
export const patchesContract = (api: () => ApiUnderTest): void => {
  describe('merge patch', () => {
    it('merges objects, removes what is null, and replaces lists', async () => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name, {}, { labels: { a: '1', b: '2' } }))
      const { status, body } = await api().merge(`${path}/${name}`, { metadata: { labels: { a: null, c: '3' } } })
      expect([status, body.metadata.labels]).toEqual([200, { b: '2', c: '3' }])
    })

    it('refuses what is no object, or no JSON', async () => {
      const { path, name } = await api().place('configmaps')
      await api().post(path, configMapBody(name))
      expect((await api().merge(`${path}/${name}`, [1])).body.message).toBe(
        'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
      )
      const broken = { body: '{"op"', contentType: 'application/merge-patch+json' }
      expect((await api().request('PATCH', `${path}/${name}`, broken)).body.message).toBe(
        'error decoding patch: unexpected end of JSON input',
      )
    })

    it('holds to the version and the uid that the patch names', async () => {
      const { path, name } = await api().place('configmaps')
      const { body } = await api().post(path, configMapBody(name))
      const stale = await api().merge(`${path}/${name}`, { metadata: { resourceVersion: '1' }, data: { x: 'y' } })
      expect([stale.status, stale.body.reason]).toEqual([409, 'Conflict'])
      const other = await api().merge(`${path}/${name}`, { metadata: { uid: 'other' }, data: { x: 'y' } })
      expect([other.status, other.body.message]).toEqual([
        422,
        `ConfigMap "${name}" is invalid: metadata.uid: Invalid value: "other": field is immutable`,
      ])
      const { uid, resourceVersion } = body.metadata
      const right = await api().merge(`${path}/${name}`, { metadata: { uid, resourceVersion }, data: { x: 'y' } })
      expect(right.status).toBe(200)
    })

    it('changes neither name nor namespace', async () => {
      const { path, name } = await api().place('configmaps')
      await api().post(path, configMapBody(name))
      expect((await api().merge(`${path}/${name}`, { metadata: { name: 'zz' } })).body.message).toBe(
        `the name of the object (zz) does not match the name on the URL (${name})`,
      )
      expect((await api().merge(`${path}/${name}`, { metadata: { namespace: 'zz' } })).body.message).toBe(
        'the namespace of the provided object does not match the namespace sent on the request',
      )
    })

    it('ignores what only the server writes', async () => {
      const { path, name } = await api().place('configmaps')
      const created = await api().post(path, configMapBody(name))
      const patch = { metadata: { creationTimestamp: '2020-01-01T00:00:00Z', generation: 7 } }
      const { body } = await api().merge(`${path}/${name}`, patch)
      expect(body.metadata.creationTimestamp).toBe(created.body.metadata.creationTimestamp)
      expect(body.metadata.generation).toBeUndefined()
    })
  })

  describe('JSON patch', () => {
    it('adds, replaces, tests, copies, moves and removes', async () => {
      const { path, name } = await api().place('configmaps')
      await api().post(path, { ...configMapBody(name), metadata: { name, annotations: { 'b.c/d': '2' } } })
      const { status, body } = await api().jsonPatch(`${path}/${name}`, [
        { op: 'test', path: '/data/a', value: '1' },
        { op: 'replace', path: '/data/a', value: '3' },
        { op: 'copy', from: '/data/a', path: '/data/d' },
        { op: 'move', from: '/metadata/annotations/b.c~1d', path: '/data/e' },
        { op: 'add', path: '/metadata/labels', value: { x: 'y' } },
      ])
      expect([status, body.data, body.metadata.labels]).toEqual([200, { a: '3', d: '3', e: '2' }, { x: 'y' }])
      const removed = await api().jsonPatch(`${path}/${name}`, [{ op: 'remove', path: '/data/e' }])
      expect(removed.body.data).toEqual({ a: '3', d: '3' })
    })

    it.each([
      [[{ op: 'test', path: '/metadata/name', value: 'other' }]],
      [[{ op: 'remove', path: '/metadata/missing' }]],
      [[{ op: 'add', path: '/missing/deep', value: 1 }]],
      [[{ op: 'zap', path: '/data' }]],
    ])('keeps to itself why %j does not fit', async (operations) => {
      const { path, name } = await api().place('configmaps')
      await api().post(path, configMapBody(name))
      expect((await api().jsonPatch(`${path}/${name}`, operations)).body).toEqual(REJECTED)
    })

    it('refuses what is no list of operations', async () => {
      const { path, name } = await api().place('configmaps')
      await api().post(path, configMapBody(name))
      expect((await api().jsonPatch(`${path}/${name}`, { op: 'remove' })).body.message).toBe(
        'error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp',
      )
    })
  })

  describe('strategic merge patch', () => {
    it('merges lists by their key', async () => {
      const { path, name } = await api().place('services')
      await api().post(path, serviceBody(name, { ports: [{ name: 'a', port: 80 }] }))
      const patch = {
        spec: {
          ports: [
            { name: 'b', port: 81 },
            { port: 80, targetPort: 8080 },
          ],
        },
      }
      const { body } = await api().strategic(`${path}/${name}`, patch)
      expect(body.spec.ports.map((port: object) => port)).toEqual([
        { name: 'b', port: 81, protocol: 'TCP', targetPort: 81 },
        { name: 'a', port: 80, protocol: 'TCP', targetPort: 8080 },
      ])
    })

    it('takes items out by $patch: delete, and replaces maps by $patch: replace', async () => {
      const { path, name } = await api().place('services')
      const ports = [
        { name: 'a', port: 80 },
        { name: 'b', port: 81 },
      ]
      await api().post(path, serviceBody(name, { ports, selector: { a: '1', b: '2' } }))
      const patch = { spec: { ports: [{ port: 80, $patch: 'delete' }], selector: { $patch: 'replace', c: '3' } } }
      const { body } = await api().strategic(`${path}/${name}`, patch)
      expect(body.spec.ports.map((port: { name: string }) => port.name)).toEqual(['b'])
      expect(body.spec.selector).toEqual({ c: '3' })
    })

    it('adds to and takes from sets such as finalizers', async () => {
      const { path, name } = await api().place('configmaps')
      await api().post(path, { metadata: { name, finalizers: ['a.b/c'] } })
      const added = await api().strategic(`${path}/${name}`, { metadata: { finalizers: ['d.e/f'] } })
      expect(added.body.metadata.finalizers.toSorted()).toEqual(['a.b/c', 'd.e/f'])
      const patch = { metadata: { '$deleteFromPrimitiveList/finalizers': ['a.b/c', 'd.e/f'] } }
      const emptied = await api().strategic(`${path}/${name}`, patch)
      expect(emptied.body.metadata.finalizers).toBeUndefined()
    })

    it('gates a pod no longer by removing the gate by its name', async () => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name, { schedulingGates: [{ name: 'a.b/c' }, { name: 'd.e/f' }] }))
      const patch = { spec: { schedulingGates: [{ name: 'a.b/c', $patch: 'delete' }] } }
      const { body } = await api().strategic(`${path}/${name}`, patch)
      expect(body.spec.schedulingGates).toEqual([{ name: 'd.e/f' }])
    })

    it('wants the key of the items that it merges', async () => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name))
      const { status, body } = await api().strategic(`${path}/${name}`, { spec: { containers: [{ image: 'x' }] } })
      expect([status, body.message]).toEqual([500, 'map: map[image:x] does not contain declared merge key: name'])
    })

    it('drops unknown fields, or refuses them where it is told to be strict', async () => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name))
      const lax = await api().strategic(`${path}/${name}`, { spec: { foo: 1 } })
      expect([lax.status, lax.body.spec.foo]).toEqual([200, undefined])
      const strict = await api().strategic(`${path}/${name}?fieldValidation=Strict`, { spec: { foo: 1 } })
      expect(strict.body.message).toBe(
        ' "" is invalid: patch: Invalid value: "map[spec:map[foo:1]]": strict decoding error: unknown field "spec.foo"',
      )
    })
  })

  it('takes no patch of an unknown type', async () => {
    const { path, name } = await api().place('configmaps')
    await api().post(path, configMapBody(name))
    expect((await api().request('PATCH', `${path}/${name}`, { body: {} })).body).toEqual(
      failure({ code: 415, reason: 'UnsupportedMediaType', message: '415: Unsupported Media Type', details: {} }),
    )
  })

  it('forces nothing but applied configurations', async () => {
    const { path, name } = await api().place('configmaps')
    await api().post(path, configMapBody(name))
    expect((await api().merge(`${path}/${name}?force=true`, {})).body.message).toBe(
      'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
    )
  })
}
