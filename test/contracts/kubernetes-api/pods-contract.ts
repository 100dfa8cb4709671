import { describe, expect, it } from 'vitest'
import type { ApiUnderTest } from './api-under-test.ts'
import { failure, podBody } from './samples.ts'

const GATE = 'sparkdrop.dev/resources'

const timeOf = (timestamp: string): number => Date.parse(timestamp) / 1000

/** What is particular to pods: defaults, gates, what may change, and how they go. */
export const podsContract = (api: () => ApiUnderTest): void => {
  describe('a new pod', () => {
    it('gets the defaults that clients rely on', async () => {
      const { path, name } = await api().place('pods')
      const container = {
        name: 'c',
        image: 'busybox',
        ports: [{ containerPort: 80 }],
        env: [{ name: 'X', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
        resources: { limits: { memory: '1024Mi' }, requests: { cpu: '0.5' } },
      }
      const volumes = [
        { name: 'm', configMap: { name: 'x' } },
        { name: 'e' },
        { name: 's', secret: { secretName: 'y' } },
      ]
      const { status, body } = await api().post(path, podBody(name, { containers: [container], volumes }))
      expect(status).toBe(201)
      expect(body.metadata.generation).toBe(1)
      expect(body.spec).toMatchObject({
        restartPolicy: 'Always',
        dnsPolicy: 'ClusterFirst',
        terminationGracePeriodSeconds: 30,
        serviceAccountName: 'default',
        serviceAccount: 'default',
        securityContext: {},
        schedulerName: 'default-scheduler',
        priority: 0,
        preemptionPolicy: 'PreemptLowerPriority',
        enableServiceLinks: true,
        tolerations: [
          { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
          { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
        ],
      })
      expect(body.spec.volumes.slice(0, 3)).toEqual([
        { name: 'm', configMap: { name: 'x', defaultMode: 420 } },
        { name: 'e', emptyDir: {} },
        { name: 's', secret: { secretName: 'y', defaultMode: 420 } },
      ])
      expect(body.spec.containers[0]).toMatchObject({
        imagePullPolicy: 'Always',
        terminationMessagePath: '/dev/termination-log',
        terminationMessagePolicy: 'File',
        ports: [{ containerPort: 80, protocol: 'TCP' }],
        env: [{ name: 'X', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } }],
        resources: { limits: { memory: '1Gi' }, requests: { cpu: '500m', memory: '1Gi' } },
      })
      expect(body.status).toEqual({ phase: 'Pending', qosClass: 'Burstable' })
    })

    it('mounts a token of its service account, unless told not to', async () => {
      const { path, name } = await api().place('pods')
      const { body } = await api().post(path, podBody(name))
      const volume = body.spec.volumes[0]
      expect(volume.name).toMatch(/^kube-api-access-[a-z0-9]{5}$/)
      expect(volume.projected.sources.map((source: object) => Object.keys(source)[0])).toEqual([
        'serviceAccountToken',
        'configMap',
        'downwardAPI',
      ])
      expect(body.spec.containers[0].volumeMounts).toEqual([
        { name: volume.name, readOnly: true, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount' },
      ])
      const without = await api().post(path, podBody(`${name}-2`, { automountServiceAccountToken: false }))
      expect(without.body.spec.volumes).toBeUndefined()
    })

    it.each([
      ['Guaranteed', { limits: { cpu: '1', memory: '1Gi' } }],
      ['Burstable', { requests: { cpu: '1' } }],
      ['BestEffort', {}],
    ])('is of the class %s with %j', async (qosClass, resources) => {
      const { path, name } = await api().place('pods')
      const { body } = await api().post(path, podBody(name, { containers: [{ name: 'c', image: 'i', resources }] }))
      expect(body.status.qosClass).toBe(qosClass)
    })

    it.each([
      ['busybox', 'Always'],
      ['busybox:latest', 'Always'],
      ['host:5000/busybox', 'Always'],
      ['busybox:1', 'IfNotPresent'],
      ['host:5000/x/busybox:1', 'IfNotPresent'],
    ])('pulls the image %s %s', async (image, policy) => {
      const { path, name } = await api().place('pods')
      const { body } = await api().post(path, podBody(name, { containers: [{ name: 'c', image }] }))
      expect(body.spec.containers[0].imagePullPolicy).toBe(policy)
    })

    it('starts pending, whatever status the client sent', async () => {
      const { path, name } = await api().place('pods')
      const { body } = await api().post(path, { ...podBody(name), status: { phase: 'Running' } })
      expect(body.status.phase).toBe('Pending')
    })

    it('needs a namespace and a service account that exist', async () => {
      const { path, name, namespace } = await api().place('pods')
      const nowhere = await api().post('/api/v1/namespaces/nowhere/pods', podBody(name))
      expect(nowhere.body).toEqual(
        failure({
          code: 404,
          reason: 'NotFound',
          message: 'namespaces "nowhere" not found',
          details: { name: 'nowhere', kind: 'namespaces' },
        }),
      )
      const nobody = await api().post(path, podBody(name, { serviceAccountName: 'nobody' }))
      expect([nobody.status, nobody.body.message]).toEqual([
        403,
        `pods "${name}" is forbidden: error looking up service account ${namespace}/nobody: serviceaccount "nobody" not found`,
      ])
    })
  })

  describe('a scheduling gate', () => {
    it('shows in the conditions, and holds the pod back from nodes', async () => {
      const { path, name } = await api().place('pods')
      const { body } = await api().post(path, podBody(name, { schedulingGates: [{ name: GATE }] }))
      expect(body.status.conditions).toMatchObject([
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'SchedulingGated',
          message: 'Scheduling is blocked due to non-empty scheduling gates',
        },
      ])
      const bound = await api().post(`${path}/${name}/binding`, {
        metadata: { name },
        target: { kind: 'Node', name: 'n' },
      })
      expect(bound.body).toEqual(
        failure({
          code: 409,
          reason: 'Conflict',
          message: `Operation cannot be fulfilled on pods/binding "${name}": pod ${name} has non-empty .spec.schedulingGates`,
          details: { name, kind: 'pods/binding' },
        }),
      )
      const placed = await api().post(path, podBody(`${name}-2`, { schedulingGates: [{ name: GATE }], nodeName: 'n' }))
      expect(placed.body.message).toBe(
        `Pod "${name}-2" is invalid: spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared`,
      )
    })

    it('can be taken away, which counts as a new generation, but not added', async () => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name, { schedulingGates: [{ name: GATE }] }))
      const added = await api().strategic(`${path}/${name}`, {
        spec: { schedulingGates: [{ name: 'other.dev/gate' }] },
      })
      expect([added.status, added.body.message]).toEqual([
        422,
        `Pod "${name}" is invalid: spec.schedulingGates[0].name: Forbidden: only deletion is allowed, but found new scheduling gate 'other.dev/gate'`,
      ])
      const operations = [
        { op: 'test', path: '/spec/schedulingGates/0/name', value: GATE },
        { op: 'remove', path: '/spec/schedulingGates/0' },
      ]
      const { body } = await api().jsonPatch(`${path}/${name}`, operations)
      expect([body.spec.schedulingGates, body.metadata.generation]).toEqual([undefined, 2])
      expect(body.status.conditions[0].reason).toBe('SchedulingGated')
    })
  })

  describe('a pod that is there', () => {
    it('changes in its labels and images', async () => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name))
      const patch = { metadata: { labels: { x: 'y' } }, spec: { containers: [{ name: 'main', image: 'other:2' }] } }
      const { status, body } = await api().strategic(`${path}/${name}`, patch)
      expect([status, body.metadata.labels, body.spec.containers[0].image]).toEqual([200, { x: 'y' }, 'other:2'])
      expect(body.metadata.generation).toBe(2)
    })

    it('changes in nothing else', async () => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name))
      const { status, body } = await api().merge(`${path}/${name}`, { spec: { restartPolicy: 'Never' } })
      expect([status, body.reason, body.details.causes[0].reason, body.details.causes[0].field]).toEqual([
        422,
        'Invalid',
        'FieldValueForbidden',
        'spec',
      ])
      expect(body.message.split('\n')[0]).toBe(
        `Pod "${name}" is invalid: spec: Forbidden: pod updates may not change fields other than \`spec.containers[*].image\`,\`spec.initContainers[*].image\`,\`spec.activeDeadlineSeconds\`,\`spec.tolerations\` (only additions to existing tolerations),\`spec.terminationGracePeriodSeconds\` (allow it to be set to 1 if it was previously negative)`,
      )
    })

    it('takes no new containers', async () => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name))
      const { body } = await api().strategic(`${path}/${name}`, {
        spec: { containers: [{ name: 'second', image: 'i' }] },
      })
      expect(body.message).toBe(
        `Pod "${name}" is invalid: spec.containers: Forbidden: pod updates may not add or remove containers`,
      )
    })

    it('may be given a shorter deadline, never a longer one', async () => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name, { activeDeadlineSeconds: 100 }))
      expect((await api().merge(`${path}/${name}`, { spec: { activeDeadlineSeconds: 50 } })).status).toBe(200)
      const { body } = await api().merge(`${path}/${name}`, { spec: { activeDeadlineSeconds: 60 } })
      expect(body.message).toBe(
        `Pod "${name}" is invalid: spec.activeDeadlineSeconds: Invalid value: 60: must be less than or equal to previous value`,
      )
    })

    it('has its status written through the status subresource only, and nothing else there', async () => {
      const { path, name } = await api().place('pods')
      const { body } = await api().post(path, podBody(name, { nodeName: 'n' }))
      await api().put(`${path}/${name}`, { ...body, status: { phase: 'Running' } })
      expect((await api().get(`${path}/${name}`)).body.status.phase).toBe('Pending')
      const patch = {
        metadata: { labels: { x: 'y' } },
        spec: { nodeName: 'other' },
        status: { phase: 'Running', podIP: '127.1.2.3' },
      }
      const written = await api().merge(`${path}/${name}/status`, patch)
      expect(written.body.status).toMatchObject({ phase: 'Running', podIP: '127.1.2.3', qosClass: 'BestEffort' })
      expect([written.body.spec.nodeName, written.body.metadata.labels]).toEqual(['n', { x: 'y' }])
      expect((await api().get(`${path}/${name}/status`)).body.status.phase).toBe('Running')
    })

    it('is bound to a node once', async () => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name))
      const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target: { kind: 'Node', name: 'n' } }
      const first = await api().post(`${path}/${name}/binding`, binding)
      expect([first.status, first.body]).toEqual([
        201,
        { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 },
      ])
      const { body } = await api().get(`${path}/${name}`)
      expect([body.spec.nodeName, body.status.conditions[0]]).toMatchObject([
        'n',
        { type: 'PodScheduled', status: 'True' },
      ])
      const again = await api().post(`${path}/${name}/binding`, binding)
      expect(again.body.message).toBe(
        `Operation cannot be fulfilled on pods/binding "${name}": pod ${name} is already assigned to node "n"`,
      )
      await api().delete(`${path}/${name}?gracePeriodSeconds=0`)
    })
  })

  describe('a pod that is deleted', () => {
    it('goes at once where no node runs it, and watchers see it coming', async () => {
      const { path, name } = await api().place('pods')
      const created = await api().post(path, podBody(name))
      const watch = await api().watch(
        path,
        `fieldSelector=metadata.name%3D${name}&resourceVersion=${created.body.metadata.resourceVersion}`,
      )
      const { body } = await api().delete(`${path}/${name}`)
      expect(body).toMatchObject({ kind: 'Pod', metadata: { deletionGracePeriodSeconds: 0, generation: 2 } })
      expect((await watch.next()).type).toBe('MODIFIED')
      expect((await watch.next()).type).toBe('DELETED')
      watch.close()
      expect((await api().get(`${path}/${name}`)).status).toBe(404)
    })

    it('waits for its kubelet on a node, no longer than the shortest grace period asked for', async () => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name, { nodeName: 'n', terminationGracePeriodSeconds: 40 }))
      const first = await api().delete(`${path}/${name}`)
      const { deletionTimestamp, deletionGracePeriodSeconds, generation } = first.body.metadata
      expect([deletionGracePeriodSeconds, generation]).toEqual([40, 2])
      const shorter = await api().delete(`${path}/${name}`, { gracePeriodSeconds: 5 })
      expect(shorter.body.metadata).toMatchObject({ deletionGracePeriodSeconds: 5, generation: 2 })
      expect(timeOf(deletionTimestamp) - timeOf(shorter.body.metadata.deletionTimestamp)).toBe(35)
      const longer = await api().delete(`${path}/${name}`, { gracePeriodSeconds: 60 })
      expect(longer.body.metadata.resourceVersion).toBe(shorter.body.metadata.resourceVersion)
      expect((await api().get(`${path}/${name}`)).status).toBe(200)
      await api().delete(`${path}/${name}`, { gracePeriodSeconds: 0 })
      expect((await api().get(`${path}/${name}`)).status).toBe(404)
    })

    it.each(['Succeeded', 'Failed'])('goes at once where it has %s', async (phase) => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name, { nodeName: 'n' }))
      await api().merge(`${path}/${name}/status`, { status: { phase } })
      await api().delete(`${path}/${name}`)
      expect((await api().get(`${path}/${name}`)).status).toBe(404)
    })

    it('goes by an eviction too', async () => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name))
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } }
      const { status, body } = await api().post(`${path}/${name}/eviction`, eviction)
      expect([status, body.status]).toEqual([201, 'Success'])
      expect((await api().get(`${path}/${name}`)).status).toBe(404)
    })

    it('says in its conditions that it is being evicted', async () => {
      const { path, name } = await api().place('pods')
      await api().post(path, podBody(name, { nodeName: 'n' }))
      const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name } }
      await api().post(`${path}/${name}/eviction`, eviction)
      const { body } = await api().get(`${path}/${name}`)
      expect(body.metadata.deletionTimestamp).toBeDefined()
      expect(body.status.conditions).toContainEqual(
        expect.objectContaining({
          type: 'DisruptionTarget',
          status: 'True',
          reason: 'EvictionByEvictionAPI',
          message: 'Eviction API: evicting',
        }),
      )
      await api().delete(`${path}/${name}`, { gracePeriodSeconds: 0 })
    })
  })
}
