import { describe, expect, it } from 'vitest'
import type { ApiUnderTest } from './api-under-test.ts'
import { configMapBody, failure } from './samples.ts'

const modified = (plural: string, name: string): object =>
  failure({
    code: 409,
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on ${plural} "${name}": the object has been modified; please apply your changes to the latest version and try again`,
    details: { name, kind: plural },
  })

const notFound = (plural: string, name: string): object =>
  failure({ code: 404, reason: 'NotFound', message: `${plural} "${name}" not found`, details: { name, kind: plural } })

/** Creating, reading, replacing and deleting objects. */
export const objectsContract = (api: () => ApiUnderTest): void => {
  describe('objects', () => {
    it('gives a new object a uid, a version, a time and its namespace, and answers 201', async () => {
      const { path, namespace, name } = await api().place('configmaps')
      const { status, body } = await api().post(path, configMapBody(name))
      expect(status).toBe(201)
      expect(body).toMatchObject({
        kind: 'ConfigMap',
        apiVersion: 'v1',
        metadata: { name, namespace },
        data: { a: '1' },
      })
      expect(body.metadata.uid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      expect(body.metadata.resourceVersion).toMatch(/^\d+$/)
      expect(body.metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
      expect(body.metadata.generation).toBeUndefined()
    })

    it('reads the object back as it was created', async () => {
      const { path, name } = await api().place('configmaps')
      const created = await api().post(path, configMapBody(name))
      expect((await api().get(`${path}/${name}`)).body).toEqual(created.body)
    })

    it('refuses a name that is taken with AlreadyExists', async () => {
      const { path, name } = await api().place('configmaps')
      await api().post(path, configMapBody(name))
      const again = await api().post(path, configMapBody(name, { a: '2' }))
      expect(again.status).toBe(409)
      expect(again.body).toEqual(
        failure({
          code: 409,
          reason: 'AlreadyExists',
          message: `configmaps "${name}" already exists`,
          details: { name, kind: 'configmaps' },
        }),
      )
    })

    it('answers NotFound for objects that are not there, whatever is asked of them', async () => {
      const path = `${(await api().place('pods')).path}/gone`
      const body = { metadata: { name: 'gone' }, spec: { containers: [{ name: 'c', image: 'i' }] } }
      const answers = [
        await api().get(path),
        await api().delete(path),
        await api().put(path, body),
        await api().merge(path, {}),
      ]
      for (const answer of answers) expect(answer.body).toEqual(notFound('pods', 'gone'))
    })

    it('names the group of resources outside the core in its errors', async () => {
      const path = `${(await api().place('leases', 'coordination.k8s.io')).path}/gone`
      expect((await api().get(path)).body).toEqual(
        failure({
          code: 404,
          reason: 'NotFound',
          message: 'leases.coordination.k8s.io "gone" not found',
          details: { name: 'gone', group: 'coordination.k8s.io', kind: 'leases' },
        }),
      )
    })

    it('makes a name of generateName and five letters', async () => {
      const { path } = await api().place('configmaps')
      const { body } = await api().post(path, { metadata: { generateName: 'made-' } })
      expect(body.metadata.name).toMatch(/^made-[bcdfghjklmnpqrstvwxz2456789]{5}$/)
      expect(body.metadata.generateName).toBe('made-')
    })

    it('replaces an object, and gives it a later version', async () => {
      const { path, name } = await api().place('configmaps')
      const { body } = await api().post(path, configMapBody(name))
      const replaced = await api().put(`${path}/${name}`, { ...body, data: { b: '2' } })
      expect(replaced.status).toBe(200)
      expect(replaced.body.data).toEqual({ b: '2' })
      expect(replaced.body.metadata.uid).toBe(body.metadata.uid)
      expect(Number(replaced.body.metadata.resourceVersion)).toBeGreaterThan(Number(body.metadata.resourceVersion))
    })

    it('keeps the version where a write changes nothing', async () => {
      const { path, name } = await api().place('configmaps')
      const { body } = await api().post(path, configMapBody(name))
      const same = await api().put(`${path}/${name}`, body)
      expect(same.body.metadata.resourceVersion).toBe(body.metadata.resourceVersion)
    })

    it('refuses a replacement of an older version with Conflict', async () => {
      const { path, name } = await api().place('configmaps')
      const { body } = await api().post(path, configMapBody(name))
      await api().merge(`${path}/${name}`, { data: { x: 'y' } })
      const stale = await api().put(`${path}/${name}`, { ...body, data: { b: '2' } })
      expect(stale.body).toEqual(modified('configmaps', name))
    })

    it('replaces whatever is there where no version is named', async () => {
      const { path, name } = await api().place('configmaps')
      await api().post(path, configMapBody(name))
      await api().merge(`${path}/${name}`, { data: { x: 'y' } })
      const { status, body } = await api().put(`${path}/${name}`, configMapBody(name, { only: 'this' }))
      expect([status, body.data]).toEqual([200, { only: 'this' }])
    })

    it('refuses a body of another name, or of another namespace, than the path', async () => {
      const { path, name } = await api().place('configmaps')
      const named = await api().put(`${path}/${name}`, configMapBody('d'))
      expect(named.body).toEqual(
        failure({
          code: 400,
          reason: 'BadRequest',
          message: `the name of the object (d) does not match the name on the URL (${name})`,
        }),
      )
      const placed = await api().post(path, { metadata: { name, namespace: 'default' } })
      expect(placed.body).toEqual(
        failure({
          code: 400,
          reason: 'BadRequest',
          message: 'the namespace of the provided object does not match the namespace sent on the request',
        }),
      )
    })

    it('creates a lease by a replacement, as leases allow', async () => {
      const { path, name } = await api().place('leases', 'coordination.k8s.io')
      const { status, body } = await api().put(`${path}/${name}`, {
        metadata: { name },
        spec: { holderIdentity: 'me' },
      })
      expect([status, body.spec.holderIdentity]).toEqual([201, 'me'])
    })

    it('answers a delete of a configmap with a Status, and of a service account with the object', async () => {
      const { path, namespace, name } = await api().place('configmaps')
      const created = await api().post(path, configMapBody(name))
      const deleted = await api().delete(`${path}/${name}`)
      expect(deleted.body).toEqual({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        details: { name, kind: 'configmaps', uid: created.body.metadata.uid },
      })
      await api().post(`/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name } })
      const account = await api().delete(`/api/v1/namespaces/${namespace}/serviceaccounts/${name}`)
      expect(account.body).toMatchObject({ kind: 'ServiceAccount', metadata: { name } })
    })

    it('deletes only the object of the uid and version that the preconditions name', async () => {
      const { path, name } = await api().place('configmaps')
      const { body } = await api().post(path, configMapBody(name))
      const byUid = await api().delete(`${path}/${name}`, { preconditions: { uid: 'other' } })
      expect(byUid.body).toEqual(
        failure({
          code: 409,
          reason: 'Conflict',
          message: `Operation cannot be fulfilled on ConfigMap "${name}": the UID in the precondition (other) does not match the UID in record (${body.metadata.uid}). The object might have been deleted and then recreated`,
          details: { name, kind: 'ConfigMap' },
        }),
      )
      const byVersion = await api().delete(`${path}/${name}`, { preconditions: { resourceVersion: '1' } })
      expect(byVersion.body.message).toBe(
        `Operation cannot be fulfilled on ConfigMap "${name}": the ResourceVersion in the precondition (1) does not match the ResourceVersion in record (${body.metadata.resourceVersion}). The object might have been modified`,
      )
      const both = { preconditions: { uid: body.metadata.uid, resourceVersion: body.metadata.resourceVersion } }
      expect((await api().delete(`${path}/${name}`, both)).status).toBe(200)
    })

    it('deletes all that a selector picks from a collection, and answers with the list', async () => {
      const { path, name } = await api().place('configmaps')
      for (const [suffix, app] of [
        ['a', 'x'],
        ['b', 'x'],
        ['c', 'y'],
      ]) {
        await api().post(path, { metadata: { name: `${name}-${suffix}`, labels: { [name]: app } } })
      }
      const deleted = await api().delete(`${path}?labelSelector=${name}%3Dx`, { propagationPolicy: 'Background' })
      expect(deleted.body.kind).toBe('ConfigMapList')
      expect(deleted.body.items.map((item: { metadata: { name: string } }) => item.metadata.name)).toEqual([
        `${name}-a`,
        `${name}-b`,
      ])
      const left = await api().get(`${path}?labelSelector=${name}`)
      expect(left.body.items).toHaveLength(1)
    })

    it('tries a write out without doing it where dryRun says so', async () => {
      const { path, name } = await api().place('configmaps')
      const created = await api().post(`${path}?dryRun=All`, configMapBody(name))
      expect([created.status, created.body.metadata.name]).toEqual([201, name])
      expect((await api().get(`${path}/${name}`)).status).toBe(404)
      await api().post(path, configMapBody(name))
      await api().merge(`${path}/${name}?dryRun=All`, { data: { x: 'y' } })
      await api().delete(`${path}/${name}?dryRun=All`)
      expect((await api().get(`${path}/${name}`)).body.data).toEqual({ a: '1' })
      const wrong = await api().delete(`${path}/${name}?dryRun=Some`)
      expect(wrong.body.message).toBe(
        'DeleteOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"',
      )
    })

    it('keeps a deleted object as long as it has finalizers, and takes no new ones', async () => {
      const { path, name } = await api().place('configmaps')
      await api().post(path, { metadata: { name, finalizers: ['a.b/c'] } })
      const deleted = await api().delete(`${path}/${name}`)
      expect(deleted.body.metadata).toMatchObject({ deletionGracePeriodSeconds: 0, finalizers: ['a.b/c'] })
      expect(deleted.body.metadata.deletionTimestamp).toMatch(/Z$/)
      const added = await api().merge(`${path}/${name}`, { metadata: { finalizers: ['a.b/c', 'd.e/f'] } })
      expect(added.body.message).toBe(
        `ConfigMap "${name}" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"d.e/f"}`,
      )
      const released = await api().merge(`${path}/${name}`, { metadata: { finalizers: null } })
      expect(released.status).toBe(200)
      expect((await api().get(`${path}/${name}`)).status).toBe(404)
    })
  })
}
