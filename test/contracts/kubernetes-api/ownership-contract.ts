import { describe, expect, it } from 'vitest'
import type { ApiUnderTest } from './api-under-test.ts'
import { ownerReference, podBody } from './samples.ts'

/** What happens to what is owned, and to what is in a namespace, when that goes. */
export const ownershipContract = (api: () => ApiUnderTest): void => {
  const gone = (path: string): Promise<void> => api().until(async () => (await api().get(path)).status === 404)

  const ownerAndDependent = async (reference: object = {}, finalizers: string[] = []) => {
    const { path, name } = await api().place('configmaps')
    const { body } = await api().post(path, { metadata: { name } })
    const owners = [ownerReference(body, 'ConfigMap', reference)]
    await api().post(path, { metadata: { name: `${name}-child`, ownerReferences: owners, finalizers } })
    return { owner: `${path}/${name}`, dependent: `${path}/${name}-child` }
  }

  describe('an owned object', () => {
    it('goes after its owner', async () => {
      const { owner, dependent } = await ownerAndDependent()
      await api().delete(owner, { propagationPolicy: 'Background' })
      await gone(dependent)
    })

    it('goes after its owner by default, along the whole chain', async () => {
      const { path, name, namespace } = await api().place('pods')
      const pod = await api().post(path, podBody(name))
      const configMaps = `/api/v1/namespaces/${namespace}/configmaps`
      const child = await api().post(configMaps, {
        metadata: { name, ownerReferences: [ownerReference(pod.body, 'Pod', { controller: true })] },
      })
      const services = `/api/v1/namespaces/${namespace}/secrets`
      await api().post(services, { metadata: { name, ownerReferences: [ownerReference(child.body, 'ConfigMap')] } })
      await api().delete(`${path}/${name}`)
      await gone(`${configMaps}/${name}`)
      await gone(`${services}/${name}`)
    })

    it('stays without its owner where the policy is Orphan', async () => {
      const { owner, dependent } = await ownerAndDependent()
      await api().delete(owner, { propagationPolicy: 'Orphan' })
      await gone(owner)
      expect((await api().get(dependent)).body.metadata.ownerReferences).toBeUndefined()
    })

    it('goes before its owner where the policy is Foreground and it blocks', async () => {
      const { owner, dependent } = await ownerAndDependent({ blockOwnerDeletion: true }, ['a.b/c'])
      await api().delete(owner, { propagationPolicy: 'Foreground' })
      await api().until(async () => (await api().get(dependent)).body.metadata.deletionTimestamp !== undefined)
      expect((await api().get(owner)).body.metadata.finalizers).toEqual(['foregroundDeletion'])
      await api().merge(dependent, { metadata: { finalizers: null } })
      await gone(dependent)
      await gone(owner)
    })

    it('goes where its owner was never there', async () => {
      const { path, name } = await api().place('configmaps')
      const owners = [
        ownerReference({ metadata: { name: 'nobody', uid: '00000000-0000-0000-0000-000000000000' } }, 'Pod'),
      ]
      await api().post(path, { metadata: { name, ownerReferences: owners } })
      await gone(`${path}/${name}`)
    })
  })

  describe('a deletion policy', () => {
    it.each([
      [
        { propagationPolicy: 'Foo' },
        'propagationPolicy: Unsupported value: "Foo": supported values: "Foreground", "Background", "Orphan", "nil"',
      ],
      [
        { propagationPolicy: 'Orphan', orphanDependents: true },
        'propagationPolicy: Invalid value: "Orphan": orphanDependents and deletionPropagation cannot be both set',
      ],
    ])('cannot be %j', async (options, message) => {
      const { path, name } = await api().place('configmaps')
      await api().post(path, { metadata: { name } })
      const { status, body } = await api().delete(`${path}/${name}`, options)
      expect([status, body.message]).toEqual([422, `DeleteOptions.meta.k8s.io "" is invalid: ${message}`])
    })
  })

  it.each([
    [
      '',
      { gracePeriodSeconds: 'x' },
      500,
      'json: cannot unmarshal string into Go struct field DeleteOptions.gracePeriodSeconds of type int64',
    ],
    ['?gracePeriodSeconds=x', undefined, 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
  ])('a delete%s with the options %j is refused', async (query, options, code, message) => {
    const { path, name } = await api().place('configmaps')
    const { status, body } = await api().delete(`${path}/${name}${query}`, options)
    expect([status, body.message]).toEqual([code, message])
  })

  describe('a namespace', () => {
    it('is there from the beginning of default, with a label of its name', async () => {
      const { body } = await api().get('/api/v1/namespaces/default')
      expect([body.metadata.labels['kubernetes.io/metadata.name'], body.status.phase]).toEqual(['default', 'Active'])
      const { body: all } = await api().get('/api/v1/namespaces')
      const names = all.items.map((item: { metadata: { name: string } }) => item.metadata.name)
      expect(names).toEqual(expect.arrayContaining(['default', 'kube-node-lease', 'kube-public', 'kube-system']))
    })

    it('takes nothing new as it goes, and goes with all that is in it', async () => {
      const namespace = await api().newNamespace()
      const path = `/api/v1/namespaces/${namespace}`
      await api().post(`${path}/configmaps`, { metadata: { name: 'held', finalizers: ['a.b/c'] } })
      await api().post(`${path}/pods`, podBody('p'))
      const deleted = await api().delete(path)
      expect(deleted.body).toMatchObject({
        kind: 'Namespace',
        spec: { finalizers: ['kubernetes'] },
        status: { phase: 'Terminating' },
      })
      const refused = await api().post(`${path}/configmaps`, { metadata: { name: 'late' } })
      expect([refused.status, refused.body.message, refused.body.details.causes]).toEqual([
        403,
        `configmaps "late" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
        [
          {
            reason: 'NamespaceTerminating',
            message: `namespace ${namespace} is being terminated`,
            field: 'metadata.namespace',
          },
        ],
      ])
      await gone(`${path}/pods/p`)
      expect((await api().get(path)).status).toBe(200)
      await api().merge(`${path}/configmaps/held`, { metadata: { finalizers: null } })
    })

    it('stays where a cluster cannot be without it', async () => {
      expect((await api().delete('/api/v1/namespaces/default')).body.message).toBe(
        'namespaces "default" is forbidden: this namespace may not be deleted',
      )
    })
  })
}
