import { describe, expect, it } from 'vitest'
import type { ApiUnderTest } from './api-under-test.ts'
import { configMapBody, failure, podBody } from './samples.ts'

/** Requests as such: paths, methods, bodies, fields that nobody knows. */
export const requestsContract = (api: () => ApiUnderTest): void => {
  describe('a request', () => {
    it('to no resource finds nothing', async () => {
      const { namespace } = await api().place('pods')
      const nothing = failure({
        code: 404,
        reason: 'NotFound',
        message: 'the server could not find the requested resource',
        details: {},
      })
      expect((await api().get(`/api/v1/namespaces/${namespace}/foos`)).body).toEqual(nothing)
      expect((await api().get('/apis/foo.example/v1/foos')).status).toBe(404)
    })

    it('of a method that the path does not know is not allowed', async () => {
      const { path } = await api().place('pods')
      const refused = failure({
        code: 405,
        reason: 'MethodNotAllowed',
        message: 'the server does not allow this method on the requested resource',
        details: {},
      })
      expect((await api().post(`${path}/x`, podBody('x'))).body).toEqual(refused)
      expect((await api().put(path, podBody('x'))).body).toEqual(refused)
      expect((await api().post('/api/v1/pods', podBody('x'))).body).toEqual(refused)
      expect((await api().delete('/api/v1/namespaces')).body).toEqual(refused)
      expect((await api().merge(path, {})).body).toEqual(refused)
    })

    it.each([
      [
        '{bad',
        'application/json',
        "the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error: invalid character 'b' looking for beginning of object key string ({bad)",
      ],
      [
        '',
        'application/json',
        "the object provided is unrecognized (must be of type Pod): couldn't get version/kind; json parse error: unexpected end of JSON input (<empty>)",
      ],
    ])('with the body %j is refused', async (body, contentType, message) => {
      const { path } = await api().place('pods')
      const answer = await api().request('POST', path, { body, contentType })
      expect(answer.body).toEqual(failure({ code: 400, reason: 'BadRequest', message }))
    })

    it('with an object of another kind is refused', async () => {
      const { path } = await api().place('pods')
      expect(
        (await api().post(path, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'x' } })).body.message,
      ).toBe(
        'Service in version "v1" cannot be handled as a Pod: converting (v1.Service) to (core.Pod): unknown conversion',
      )
    })

    it.each([
      [
        'configmaps',
        { data: { a: 2 } },
        'ConfigMap',
        'json: cannot unmarshal number into Go struct field ConfigMap.data of type string',
      ],
      [
        'configmaps',
        { metadata: { name: 'x', labels: { a: true } } },
        'ConfigMap',
        'json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string',
      ],
      [
        'pods',
        { spec: { containers: {} } },
        'Pod',
        'json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container',
      ],
      [
        'pods',
        { spec: { containers: [{ name: 1 }] } },
        'Pod',
        'json: cannot unmarshal number into Go struct field Container.spec.containers.name of type string',
      ],
      [
        'pods',
        { spec: { hostNetwork: 'x' } },
        'Pod',
        'json: cannot unmarshal string into Go struct field PodSpec.spec.hostNetwork of type bool',
      ],
      [
        'pods',
        { spec: { terminationGracePeriodSeconds: 'x' } },
        'Pod',
        'json: cannot unmarshal string into Go struct field PodSpec.spec.terminationGracePeriodSeconds of type int64',
      ],
      [
        'pods',
        { spec: { containers: [{ name: 'c', resources: { limits: { cpu: 'abc' } } }] } },
        'Pod',
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      ],
    ])('for %s with the values %j is refused', async (plural, body, kind, why) => {
      const { path, name } = await api().place(plural)
      const { status, body: answer } = await api().post(path, { metadata: { name }, ...body })
      expect([status, answer.message]).toEqual([400, `${kind} in version "v1" cannot be handled as a ${kind}: ${why}`])
    })

    it('of an unknown media type is refused, and so is the wish for one', async () => {
      const { path } = await api().place('pods')
      const sent = await api().request('POST', path, { body: 'x', contentType: 'text/plain' })
      expect([sent.status, sent.body.reason]).toEqual([415, 'UnsupportedMediaType'])
      const wished = await api().request('GET', path, { accept: 'image/png' })
      expect([wished.status, wished.body.reason]).toEqual([406, 'NotAcceptable'])
    })

    it('may be YAML, and be answered in it', async () => {
      const { path, name } = await api().place('configmaps')
      const body = `metadata:\n  name: ${name}\ndata:\n  a: b\n`
      const sent = { body, contentType: 'application/yaml', accept: 'application/yaml' }
      const { status, text, headers } = await api().request('POST', path, sent)
      expect([status, headers['content-type']]).toEqual([201, 'application/yaml'])
      expect(text).toContain(`  name: ${name}\n`)
    })
  })

  describe('a field that the kind does not have', () => {
    it('is dropped with a warning', async () => {
      const { path, name } = await api().place('configmaps')
      const { status, body, headers } = await api().post(path, { ...configMapBody(name), datax: {} })
      expect([status, body.datax, headers['warning']]).toEqual([201, undefined, '299 - "unknown field \\"datax\\""'])
    })

    it('is refused where the client is strict, as is one that comes twice', async () => {
      const { path, name } = await api().place('configmaps')
      const body = `{"metadata":{"name":"${name}","foo":1},"data":{"a":"2","a":"3"}}`
      const { status, body: answer } = await api().request('POST', `${path}?fieldValidation=Strict`, { body })
      expect([status, answer.message]).toEqual([
        400,
        'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "metadata.foo", duplicate field "data.a"',
      ])
    })

    it('is dropped in silence where the client wants that', async () => {
      const { path, name } = await api().place('configmaps')
      const { headers } = await api().post(`${path}?fieldValidation=Ignore`, { ...configMapBody(name), datax: {} })
      expect(headers['warning']).toBeUndefined()
      expect((await api().post(`${path}?fieldValidation=Foo`, configMapBody(name))).body.message).toBe(
        'CreateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "Foo": supported values: "", "Ignore", "Strict", "Warn"',
      )
    })
  })
}
