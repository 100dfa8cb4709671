import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KubernetesError } from '../../lib/errors/kubernetes-error.ts'
import { SparkdropError } from '../../lib/errors/sparkdrop-error.ts'
import type { Cluster } from '../../lib/ports/cluster.ts'
import type { ConfigMap, CoreEvent, Pod } from '../../lib/ports/kubernetes-types.ts'

/** A cluster under test, with an empty namespace of its own. */
export interface ClusterUnderTest {
  readonly cluster: Cluster
  readonly namespace: string
  /** Reads a configmap as the API server holds it. */
  configMap(name: string): Promise<ConfigMap | undefined>
  /** What some part of Kubernetes says of an object. */
  tell(event: CoreEvent): Promise<void>
  stop(): Promise<void>
}

const GATE = 'sparkdrop.dev/resources'

/** What every `Cluster` does alike, whether it is a fake, the embedded API server or a real one. */
export function clusterContract(name: string, start: () => Promise<ClusterUnderTest>): void {
  describe(`Cluster: ${name}`, () => {
    let under: ClusterUnderTest
    let cluster: Cluster
    let namespace: string
    beforeAll(async () => {
      under = await start()
      cluster = under.cluster
      namespace = under.namespace
    })
    afterAll(() => under?.stop())

    const driver = (pod: string, labels: Record<string, string> = {}, gates = [GATE]): Pod => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace, name: pod, labels: { 'spark-role': 'driver', ...labels } },
      spec: {
        restartPolicy: 'Never',
        schedulingGates: gates.map((gate) => ({ name: gate })),
        containers: [{ name: 'spark-kubernetes-driver', image: 'spark:4.1.4' }],
      },
    })
    const configMap = (name: string, data: Record<string, string>): ConfigMap => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace, name },
      data,
    })
    const gatesOf = (pod: Pod | undefined) => pod?.spec?.schedulingGates?.map((gate) => gate.name)
    const refusal = async (call: Promise<unknown>): Promise<number | undefined> => {
      const error = await call.then(
        () => undefined,
        (thrown: unknown) => thrown,
      )
      expect(error).toBeInstanceOf(KubernetesError)
      return error instanceof KubernetesError ? error.status.code : undefined
    }

    it('gives a created pod a uid, and finds it by its name', async () => {
      const created = await cluster.createPod(driver('created'))
      expect(created.metadata).toMatchObject({ name: 'created', namespace, uid: expect.stringMatching(/.+/) })
      const found = await cluster.getPod(namespace, 'created')
      expect(found?.metadata?.uid).toBe(created.metadata?.uid)
      expect(found?.status?.phase).toBe('Pending')
    })

    it('answers undefined for a pod that is not there', async () => {
      expect(await cluster.getPod(namespace, 'never-was')).toBeUndefined()
      expect(await cluster.getPod('no-such-namespace', 'never-was')).toBeUndefined()
    })

    it('refuses a second pod of the same name with 409', async () => {
      await cluster.createPod(driver('twice'))
      const again = cluster.createPod(driver('twice'))
      await expect(again).rejects.toMatchObject({ code: 'KUBERNETES_ALREADY_EXISTS' })
      expect(await refusal(again)).toBe(409)
    })

    it('refuses a pod for a namespace that does not exist with 404', async () => {
      const pod = driver('nowhere')
      pod.metadata = { ...pod.metadata, namespace: 'no-such-namespace' }
      const refused = cluster.createPod(pod)
      expect(await refusal(refused)).toBe(404)
      await expect(refused).rejects.toThrow(/no-such-namespace/)
    })

    it('lists the pods that a selector names, and no others', async () => {
      await cluster.createPod(driver('listed-a', { suite: 'list', 'spark-role': 'driver' }))
      await cluster.createPod(driver('listed-b', { suite: 'list', 'spark-role': 'executor' }))
      const names = async (labelSelector: string) =>
        (await cluster.listPods({ namespace, labelSelector })).pods.map((pod) => pod.metadata?.name).sort()
      expect(await names('suite=list')).toEqual(['listed-a', 'listed-b'])
      expect(await names('suite=list,spark-role=driver')).toEqual(['listed-a'])
      expect(await names('suite=list,spark-role in (driver,executor)')).toEqual(['listed-a', 'listed-b'])
      expect(await names('suite=list,spark-role notin (driver)')).toEqual(['listed-b'])
      expect(await names('suite=list,!spark-role')).toEqual([])
      expect((await cluster.listPods({ labelSelector: 'suite=list' })).pods.length).toBeGreaterThanOrEqual(2)
    })

    it('pages through a list until no token is left', async () => {
      for (const n of [1, 2, 3, 4, 5]) await cluster.createPod(driver(`paged-${n}`, { suite: 'pages' }))
      const pages: number[] = []
      const names: unknown[] = []
      let next: string | undefined
      do {
        const query = { namespace, labelSelector: 'suite=pages', limit: 2 }
        const page = await cluster.listPods(next === undefined ? query : { ...query, next })
        pages.push(page.pods.length)
        names.push(...page.pods.map((pod) => pod.metadata?.name))
        next = page.next
      } while (next !== undefined)
      expect(pages).toEqual([2, 2, 1])
      expect(names.sort()).toEqual(['paged-1', 'paged-2', 'paged-3', 'paged-4', 'paged-5'])
    })

    it('removes our gate and leaves those of others', async () => {
      const pod = await cluster.createPod(driver('gated', {}, ['someone.else/gate', GATE]))
      const opened = await cluster.removeSchedulingGate(namespace, 'gated', pod.metadata?.uid ?? '', GATE)
      expect(gatesOf(opened)).toEqual(['someone.else/gate'])
      expect(gatesOf(await cluster.getPod(namespace, 'gated'))).toEqual(['someone.else/gate'])
    })

    it('removes a gate that is gone already without a word', async () => {
      const pod = await cluster.createPod(driver('gated-once'))
      const uid = pod.metadata?.uid ?? ''
      await cluster.removeSchedulingGate(namespace, 'gated-once', uid, GATE)
      const again = await cluster.removeSchedulingGate(namespace, 'gated-once', uid, GATE)
      expect(gatesOf(again) ?? []).toEqual([])
    })

    it('leaves the gate of a later pod of the same name: 409', async () => {
      await cluster.createPod(driver('gated-other'))
      const other = '11111111-2222-4333-8444-555555555555'
      expect(await refusal(cluster.removeSchedulingGate(namespace, 'gated-other', other, GATE))).toBe(409)
      expect(gatesOf(await cluster.getPod(namespace, 'gated-other'))).toEqual([GATE])
    })

    it('cannot remove the gate of a pod that is gone: 404', async () => {
      expect(await refusal(cluster.removeSchedulingGate(namespace, 'gone', 'some-uid', GATE))).toBe(404)
    })

    it('deletes a pod once, and says when it was gone already', async () => {
      await cluster.createPod(driver('deleted'))
      expect(await cluster.deletePod(namespace, 'deleted')).toBe(true)
      expect(await cluster.getPod(namespace, 'deleted')).toBeUndefined()
      expect(await cluster.deletePod(namespace, 'deleted')).toBe(false)
    })

    it('deletes only the pod of the uid', async () => {
      const pod = await cluster.createPod(driver('deleted-by-uid'))
      const other = { uid: '11111111-2222-4333-8444-555555555555' }
      expect(await cluster.deletePod(namespace, 'deleted-by-uid', other)).toBe(false)
      expect(await cluster.getPod(namespace, 'deleted-by-uid')).toBeDefined()
      expect(await cluster.deletePod(namespace, 'deleted-by-uid', { uid: pod.metadata?.uid ?? '' })).toBe(true)
    })

    it('marks a pod on a node as being deleted, and leaves the end to its kubelet', async () => {
      const bound = driver('on-a-node', {}, [])
      await cluster.createPod({ ...bound, spec: { containers: [], ...bound.spec, nodeName: 'no-such-node' } })
      expect(await cluster.deletePod(namespace, 'on-a-node', { gracePeriodSeconds: 600 })).toBe(true)
      const pod = await cluster.getPod(namespace, 'on-a-node')
      expect(pod?.metadata).toMatchObject({ deletionGracePeriodSeconds: 600, deletionTimestamp: expect.any(String) })
      expect(await cluster.deletePod(namespace, 'on-a-node', { gracePeriodSeconds: 0 })).toBe(true)
      expect(await cluster.getPod(namespace, 'on-a-node')).toBeUndefined()
    })

    it('has no log of a pod that is not there, and an empty one of a pod that never ran', async () => {
      expect(await cluster.podLog(namespace, 'never-was')).toBeUndefined()
      await cluster.createPod(driver('silent'))
      expect((await cluster.podLog(namespace, 'silent', { tailLines: 10, limitBytes: 1000 })) ?? '').toBe('')
    })

    it('creates an object with its owner, and gives the metadata it got', async () => {
      const pod = await cluster.createPod(driver('owner-of-created'))
      const owner = { apiVersion: 'v1', kind: 'Pod', name: 'owner-of-created', uid: pod.metadata?.uid ?? '' }
      const made = configMap('made', { a: '1' })
      made.metadata = { ...made.metadata, ownerReferences: [owner] }
      const metadata = await cluster.createObject(made)
      expect(metadata).toMatchObject({ name: 'made', namespace, uid: expect.any(String), ownerReferences: [owner] })
      expect((await under.configMap('made'))?.data).toEqual({ a: '1' })
      expect(await cluster.getObjectMeta(configMap('made', {}))).toEqual(metadata)
    })

    it('refuses to create what is there already with 409, and leaves that as it is', async () => {
      await cluster.createObject(configMap('made-twice', { a: '1' }))
      expect(await refusal(cluster.createObject(configMap('made-twice', { a: '2' })))).toBe(409)
      expect((await under.configMap('made-twice'))?.data).toEqual({ a: '1' })
    })

    it('refuses to create in a namespace that does not exist: 404', async () => {
      const stray = configMap('stray', {})
      stray.metadata = { ...stray.metadata, namespace: 'no-such-namespace' }
      expect(await refusal(cluster.createObject(stray))).toBe(404)
    })

    it('answers undefined for an object that is not there', async () => {
      expect(await cluster.getObjectMeta(configMap('never-made', {}))).toBeUndefined()
    })

    const said = (reason: string, name: string, about: CoreEvent['involvedObject'] = {}): CoreEvent => ({
      metadata: { namespace, name: `${name}.${reason.toLowerCase()}` },
      involvedObject: { kind: 'Pod', namespace, name, ...about },
      reason,
      message: `${reason} of ${name}`,
      type: 'Normal',
    })
    const heardOf = async (pod: string) => (await cluster.podEvents(namespace, pod)).map(({ reason }) => reason).sort()

    it('has what was said of a pod, also by who does not know its uid, and when the pod is gone', async () => {
      const { metadata } = await cluster.createPod(driver('spoken-of'))
      await under.tell(said('Killing', 'spoken-of', { uid: metadata?.uid ?? '' }))
      await under.tell(said('TaintManagerEviction', 'spoken-of'))
      await cluster.deletePod(namespace, 'spoken-of')
      expect(await heardOf('spoken-of')).toEqual(['Killing', 'TaintManagerEviction'])
      const [killing] = await cluster.podEvents(namespace, 'spoken-of')
      expect(killing).toMatchObject({ message: expect.stringMatching(/ of spoken-of$/) })
    })

    it('has nothing of what was said of other pods, and of other things of the same name', async () => {
      await under.tell(said('Started', 'spoken-of-too'))
      await under.tell(said('Scheduled', 'unspoken', { kind: 'Job' }))
      expect(await heardOf('unspoken')).toEqual([])
      expect(await heardOf('spoken-of-to')).toEqual([])
    })

    it('lists the metadata of the objects of one kind that a selector names, page by page', async () => {
      const labelled = (name: string, labels: Record<string, string>): ConfigMap => {
        const object = configMap(name, { a: '1' })
        return { ...object, metadata: { ...object.metadata, labels } }
      }
      for (const n of [1, 2, 3]) await cluster.createObject(labelled(`meta-${n}`, { suite: 'meta' }))
      await cluster.createObject(labelled('meta-other', { suite: 'other' }))
      const query = { apiVersion: 'v1', kind: 'ConfigMap', namespace, labelSelector: 'suite=meta', limit: 2 }
      const first = await cluster.listObjectMeta(query)
      expect(first.objects).toHaveLength(2)
      const second = await cluster.listObjectMeta({ ...query, next: first.next ?? '' })
      expect(second).not.toHaveProperty('next')
      const all = [...first.objects, ...second.objects]
      expect(all.map(({ name }) => name).sort()).toEqual(['meta-1', 'meta-2', 'meta-3'])
      for (const { uid, creationTimestamp } of all) expect([uid, creationTimestamp]).not.toContain(undefined)
      expect((await cluster.listObjectMeta({ ...query, kind: 'Service' })).objects).toEqual([])
    })

    it('deletes only the object of the uid', async () => {
      const { uid = '' } = await cluster.createObject(configMap('unmade', {}))
      expect(await cluster.deleteObject(configMap('unmade', {}), '11111111-2222-4333-8444-555555555555')).toBe(false)
      expect(await under.configMap('unmade')).toBeDefined()
      expect(await cluster.deleteObject(configMap('unmade', {}), uid)).toBe(true)
      expect(await under.configMap('unmade')).toBeUndefined()
      expect(await cluster.deleteObject(configMap('unmade', {}), uid)).toBe(false)
    })

    it('applies an object, and applies it again: one object, now without what the second time left out', async () => {
      const first = await cluster.apply(configMap('applied', { a: '1', b: '2' }))
      const second = await cluster.apply(configMap('applied', { a: '3' }))
      expect(second.metadata?.uid).toBe(first.metadata?.uid)
      expect((await under.configMap('applied'))?.data).toEqual({ a: '3' })
    })

    it('keeps the owner of an applied object', async () => {
      const pod = await cluster.createPod(driver('owner'))
      const owner = { apiVersion: 'v1', kind: 'Pod', name: 'owner', uid: pod.metadata?.uid ?? '', controller: true }
      const owned = configMap('owned', { a: '1' })
      owned.metadata = { ...owned.metadata, ownerReferences: [owner] }
      await cluster.apply(owned)
      expect((await under.configMap('owned'))?.metadata?.ownerReferences).toEqual([owner])
    })

    it('collects what a pod owned when the pod is gone', async () => {
      const pod = await cluster.createPod(driver('short-lived'))
      const owner = { apiVersion: 'v1', kind: 'Pod', name: 'short-lived', uid: pod.metadata?.uid ?? '' }
      const owned = configMap('short-lived-conf', { a: '1' })
      owned.metadata = { ...owned.metadata, ownerReferences: [owner] }
      await cluster.apply(owned)
      await cluster.deletePod(namespace, 'short-lived')
      await expect.poll(() => under.configMap('short-lived-conf'), { timeout: 15_000 }).toBeUndefined()
    })

    it('refuses to apply into a namespace that does not exist: 404', async () => {
      const stray = configMap('stray', {})
      stray.metadata = { ...stray.metadata, namespace: 'no-such-namespace' }
      expect(await refusal(cluster.apply(stray))).toBe(404)
    })

    it('names what is missing of an object that it cannot place', async () => {
      const refused = (async () => cluster.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace } }))()
      await expect(refused).rejects.toThrow('metadata.name')
      await expect(refused).rejects.toBeInstanceOf(SparkdropError)
    })

    it('knows the namespaces that exist', async () => {
      expect(await cluster.namespaceExists(namespace)).toBe(true)
      expect(await cluster.namespaceExists('no-such-namespace')).toBe(false)
    })
  })
}
