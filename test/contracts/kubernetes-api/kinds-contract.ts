import { describe, expect, it } from 'vitest'
import type { ApiUnderTest } from './api-under-test.ts'
import { configMapBody, podBody, serviceBody } from './samples.ts'

/** What is particular to the other kinds. */
export const kindsContract = (api: () => ApiUnderTest): void => {
  describe('a service', () => {
    it('gets an address of its own and its defaults', async () => {
      const { path, name } = await api().place('services')
      const { body } = await api().post(path, serviceBody(name))
      expect(body.spec.clusterIP).toMatch(/^10\.96\.\d+\.\d+$/)
      expect(body.spec).toEqual({
        ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
        selector: { app: 'x' },
        clusterIP: body.spec.clusterIP,
        clusterIPs: [body.spec.clusterIP],
        type: 'ClusterIP',
        sessionAffinity: 'None',
        ipFamilies: ['IPv4'],
        ipFamilyPolicy: 'SingleStack',
        internalTrafficPolicy: 'Cluster',
      })
      expect(body.status).toEqual({ loadBalancer: {} })
    })

    it('keeps its address, also where a replacement leaves it out', async () => {
      const { path, name } = await api().place('services')
      const { body } = await api().post(path, serviceBody(name))
      const replaced = await api().put(`${path}/${name}`, serviceBody(name, { selector: { app: 'y' } }))
      expect(replaced.body.spec.clusterIP).toBe(body.spec.clusterIP)
      const changed = await api().merge(`${path}/${name}`, { spec: { clusterIP: '10.96.255.254' } })
      expect(changed.body.message).toBe(
        `Service "${name}" is invalid: spec.clusterIPs[0]: Invalid value: ["10.96.255.254"]: may not change once set`,
      )
    })

    it('needs ports unless it is headless, and names for several of them', async () => {
      const { path, name } = await api().place('services')
      expect((await api().post(path, serviceBody(name, { ports: [] }))).body.message).toBe(
        `Service "${name}" is invalid: spec.ports: Required value`,
      )
      expect((await api().post(path, serviceBody(name, { ports: [{ port: 80 }, { port: 81 }] }))).body.message).toBe(
        `Service "${name}" is invalid: [spec.ports[0].name: Required value, spec.ports[1].name: Required value]`,
      )
      const headless = await api().post(path, serviceBody(name, { clusterIP: 'None', ports: undefined }))
      expect([headless.status, headless.body.spec.clusterIPs]).toEqual([201, ['None']])
    })

    it('has a name that DNS takes as a label', async () => {
      const { path } = await api().place('services')
      expect((await api().post(path, serviceBody('2s'))).body.message).toBe(
        `Service "2s" is invalid: metadata.name: Invalid value: "2s": a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')`,
      )
    })
  })

  describe('a configmap', () => {
    it('has keys that can be file names', async () => {
      const { path, name } = await api().place('configmaps')
      expect((await api().post(path, configMapBody(name, { 'a/b': 'c' }))).body.message).toBe(
        `ConfigMap "${name}" is invalid: data[a/b]: Invalid value: "a/b": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
      )
    })

    it('never changes again where it is immutable, but in its metadata', async () => {
      const { path, name } = await api().place('configmaps')
      await api().post(path, configMapBody(name, { a: '1' }, { immutable: true }))
      expect((await api().merge(`${path}/${name}`, { data: { a: '2' } })).body.message).toBe(
        `ConfigMap "${name}" is invalid: data: Forbidden: field is immutable when \`immutable\` is set`,
      )
      expect((await api().merge(`${path}/${name}`, { immutable: false })).body.message).toBe(
        `ConfigMap "${name}" is invalid: immutable: Forbidden: field is immutable when \`immutable\` is set`,
      )
      expect((await api().merge(`${path}/${name}`, { metadata: { labels: { x: 'y' } } })).status).toBe(200)
    })

    it('holds at most a mebibyte', async () => {
      const { path, name } = await api().place('configmaps')
      const { status, body } = await api().post(path, configMapBody(name, { a: 'x'.repeat(1024 * 1024 + 1) }))
      expect([status, body.message]).toEqual([
        422,
        `ConfigMap "${name}" is invalid: []: Too long: may not be more than 1048576 bytes`,
      ])
    })
  })

  describe('a secret', () => {
    it('keeps stringData as data, and is opaque', async () => {
      const { path, name } = await api().place('secrets')
      const { body } = await api().post(path, { metadata: { name }, stringData: { a: 'b' } })
      expect([body.data, body.stringData, body.type]).toEqual([{ a: 'Yg==' }, undefined, 'Opaque'])
    })

    it('takes only base64 as data, and keeps its type', async () => {
      const { path, name } = await api().place('secrets')
      expect((await api().post(path, { metadata: { name }, data: { a: 'b!' } })).body.message).toBe(
        'Secret in version "v1" cannot be handled as a Secret: illegal base64 data at input byte 1',
      )
      await api().post(path, { metadata: { name } })
      expect((await api().merge(`${path}/${name}`, { type: 'other' })).body.message).toBe(
        `Secret "${name}" is invalid: type: Invalid value: "other": field is immutable`,
      )
    })
  })

  describe('a persistent volume claim', () => {
    const claim = (name: string): object => ({
      metadata: { name },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    })

    it('is pending and protected, and goes when nothing uses it', async () => {
      const { path, name } = await api().place('persistentvolumeclaims')
      const { body } = await api().post(path, claim(name))
      expect(body).toMatchObject({
        metadata: { finalizers: ['kubernetes.io/pvc-protection'] },
        spec: { volumeMode: 'Filesystem' },
        status: { phase: 'Pending' },
      })
      const deleted = await api().delete(`${path}/${name}`)
      expect(deleted.body.metadata.deletionTimestamp).toMatch(/Z$/)
      await api().until(async () => (await api().get(`${path}/${name}`)).status === 404)
    })

    it('needs an access mode and a size', async () => {
      const { path, name } = await api().place('persistentvolumeclaims')
      expect((await api().post(path, { metadata: { name }, spec: {} })).body.message).toBe(
        `PersistentVolumeClaim "${name}" is invalid: [spec.accessModes: Required value: at least 1 access mode is required, spec.resources[storage]: Required value]`,
      )
    })
  })

  describe('a lease', () => {
    it('has a duration, and times with microseconds', async () => {
      const { path, name } = await api().place('leases', 'coordination.k8s.io')
      expect((await api().post(path, { metadata: { name }, spec: { leaseDurationSeconds: 0 } })).body.message).toBe(
        `Lease.coordination.k8s.io "${name}" is invalid: spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0`,
      )
      expect(
        (await api().post(path, { metadata: { name }, spec: { renewTime: '2024-01-01T00:00:00Z' } })).body.message,
      ).toBe(
        'Lease in version "v1" cannot be handled as a Lease: parsing time "2024-01-01T00:00:00Z" as "2006-01-02T15:04:05.000000Z07:00": cannot parse "Z" as ".000000"',
      )
      const spec = { holderIdentity: 'me', leaseDurationSeconds: 15, renewTime: '2024-01-01T00:00:00.123456Z' }
      expect((await api().post(path, { metadata: { name }, spec })).body.spec).toEqual(spec)
    })
  })

  describe('an event', () => {
    it('is about an object of its own namespace', async () => {
      const { path, name, namespace } = await api().place('events')
      const event = (of: string): object => ({
        metadata: { name },
        involvedObject: { kind: 'Pod', name: 'p', namespace: of },
        reason: 'Started',
        message: 'm',
        type: 'Normal',
      })
      expect((await api().post(path, event('default'))).body.message).toBe(
        `Event "${name}" is invalid: involvedObject.namespace: Invalid value: "default": does not match event.namespace`,
      )
      expect((await api().post(path, event(namespace))).status).toBe(201)
      const found = await api().get(
        `${path}?fieldSelector=involvedObject.name%3Dp%2Creason%3DStarted%2Cmetadata.name%3D${name}`,
      )
      expect(found.body.items).toHaveLength(1)
    })
  })

  describe('events', () => {
    it('are listed and watched by what they are about and whether they warn, and again when they are repeated', async () => {
      const { path, name, namespace } = await api().place('events')
      const post = (suffix: string, type: string, kind: string, reason: string) =>
        api().post(path, {
          metadata: { name: `${name}-${suffix}` },
          involvedObject: { apiVersion: 'v1', kind, name, namespace },
          type,
          reason,
          message: 'm',
          count: 1,
        })
      await post('a', 'Normal', 'Pod', 'Pulled')
      await post('b', 'Warning', 'ConfigMap', 'FailedMount')
      const { body } = await post('c', 'Warning', 'Pod', 'FailedMount')
      const selector = `fieldSelector=involvedObject.kind%3DPod%2Ctype%3DWarning%2CinvolvedObject.name%3D${name}`
      const found = await api().get(`${path}?${selector}`)
      expect(found.body.items.map((event: typeof body) => event.metadata.name)).toEqual([`${name}-c`])
      const watch = await api().watch(path, `${selector}&resourceVersion=${body.metadata.resourceVersion}`)
      await api().merge(`${path}/${name}-a`, { count: 2 })
      const again = await api().merge(`${path}/${name}-c`, { count: 2, lastTimestamp: '2026-01-01T00:00:10Z' })
      expect(await watch.next()).toEqual({ type: 'MODIFIED', object: again.body })
      watch.close()
    })
  })

  describe('a stateful set', () => {
    it('is kept with its defaults, and counts its generations', async () => {
      const { path, name } = await api().place('statefulsets', 'apps')
      const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } }
      const spec = { replicas: 0, selector: { matchLabels: { a: 'b' } }, template }
      const { body } = await api().post(path, { metadata: { name }, spec })
      expect(body.metadata.generation).toBe(1)
      expect(body.spec).toMatchObject({
        podManagementPolicy: 'OrderedReady',
        updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      })
      const scaled = await api().merge(`${path}/${name}`, { spec: { minReadySeconds: 1 } })
      expect(scaled.body.metadata.generation).toBe(2)
      const { status } = await api().merge(`${path}/${name}`, { spec: { podManagementPolicy: 'Parallel' } })
      expect(status).toBe(422)
    })
  })

  describe('a service account', () => {
    it('gives out tokens', async () => {
      const { namespace } = await api().place('serviceaccounts')
      const path = `/api/v1/namespaces/${namespace}/serviceaccounts/default/token`
      const { status, body } = await api().post(path, { spec: { expirationSeconds: 600 } })
      expect([status, body.kind, body.apiVersion]).toEqual([201, 'TokenRequest', 'authentication.k8s.io/v1'])
      expect(body.status.token).not.toBe('')
    })
  })

  describe('what a pod must be', () => {
    const container = { name: 'c', image: 'i' }
    it.each([
      ['have containers', { containers: [] }, 'spec.containers: Required value'],
      ['have images', { containers: [{ name: 'c' }] }, 'spec.containers[0].image: Required value'],
      ['have names for containers', { containers: [{ image: 'i' }] }, 'spec.containers[0].name: Required value'],
      [
        'have distinct containers',
        { containers: [container, container] },
        'spec.containers[1].name: Duplicate value: "c"',
      ],
      [
        'mount what it has',
        { containers: [{ ...container, volumeMounts: [{ name: 'v', mountPath: '/v' }] }] },
        'spec.containers[0].volumeMounts[0].name: Not found: "v"',
      ],
      [
        'mount one thing at a place',
        {
          volumes: [{ name: 'v' }],
          containers: [
            {
              ...container,
              volumeMounts: [
                { name: 'v', mountPath: '/v' },
                { name: 'v', mountPath: '/v' },
              ],
            },
          ],
        },
        'spec.containers[0].volumeMounts[1].mountPath: Invalid value: "/v": must be unique',
      ],
      [
        'ask for no more than its limit',
        { containers: [{ ...container, resources: { limits: { cpu: '1' }, requests: { cpu: '2' } } }] },
        'spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1',
      ],
      [
        'restart as can be',
        { containers: [container], restartPolicy: 'Maybe' },
        'spec.restartPolicy: Unsupported value: "Maybe": supported values: "Always", "OnFailure", "Never"',
      ],
      [
        'pull as can be',
        { containers: [{ ...container, imagePullPolicy: 'Maybe' }] },
        'spec.containers[0].imagePullPolicy: Unsupported value: "Maybe": supported values: "Always", "IfNotPresent", "Never"',
      ],
      [
        'use ports that exist',
        { containers: [{ ...container, ports: [{ containerPort: 70000 }] }] },
        'spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between 1 and 65535, inclusive',
      ],
      [
        'name containers as DNS would',
        { containers: [{ ...container, name: 'C_1' }] },
        `spec.containers[0].name: Invalid value: "C_1": a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')`,
      ],
    ])('must %s', async (_what, spec, message) => {
      const { path, name } = await api().place('pods')
      const { status, body } = await api().post(path, podBody(name, spec))
      expect([status, body.message]).toEqual([422, `Pod "${name}" is invalid: ${message}`])
    })

    it('is told everything that is wrong with it at once', async () => {
      const { path } = await api().place('pods')
      const { body } = await api().post(path, { metadata: { name: 'P_2' }, spec: {} })
      expect(
        body.details.causes.map((cause: { field: string; reason: string }) => [cause.field, cause.reason]),
      ).toEqual([
        ['metadata.name', 'FieldValueInvalid'],
        ['spec.containers', 'FieldValueRequired'],
      ])
      expect(body.message).toBe(
        `Pod "P_2" is invalid: [metadata.name: Invalid value: "P_2": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'), spec.containers: Required value]`,
      )
      const nameless = await api().post(path, { metadata: {}, spec: { containers: [container] } })
      expect(nameless.body.message).toBe(
        'Pod "" is invalid: metadata.name: Required value: name or generateName is required',
      )
    })

    it('has labels and owners as they must be', async () => {
      const { path, name } = await api().place('configmaps')
      const labelled = await api().post(path, { metadata: { name, labels: { x: 'c d' } } })
      expect(labelled.body.message).toBe(
        `ConfigMap "${name}" is invalid: metadata.labels: Invalid value: "c d": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
      )
      const owned = await api().post(path, {
        metadata: { name, ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: '', uid: '' }] },
      })
      expect(owned.body.message).toBe(
        `ConfigMap "${name}" is invalid: [metadata.ownerReferences.name: Invalid value: "": must not be empty, metadata.ownerReferences.uid: Invalid value: "": must not be empty]`,
      )
    })
  })
}
