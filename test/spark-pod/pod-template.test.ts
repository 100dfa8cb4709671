import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvalidJobError } from '../../lib/errors/sparkdrop-error.ts'
import type { Pod } from '../../lib/ports/kubernetes-types.ts'
import { parsePodTemplate } from '../../lib/spark-pod/template/parse-pod-template.ts'
import { podFromTemplate } from '../../lib/spark-pod/template/pod-template.ts'

const PROPERTY = 'spark.kubernetes.driver.podTemplateFile'
const parsed = (content: string | Uint8Array) => parsePodTemplate(content, 't.yaml', PROPERTY) as Pod
const label = (text: string) => parsed(`metadata: {labels: {x: ${text}}}`).metadata?.labels?.['x']
const refused = (message: string) =>
  expect.objectContaining({ code: 'INVALID_POD_TEMPLATE', message: expect.stringContaining(message) })

describe('the YAML of a pod template', () => {
  it.each([
    ['yes', 'yes'],
    ['0400', '0400'],
    ['0x10', '0x10'],
    ['1_000', '1_000'],
    ['2020-01-01', '2020-01-01'],
    ['12:30:45', '12:30:45'],
    ['~', '~'],
    ['.5', '.5'],
    ['1', '1'],
    ['true', 'true'],
    ['1.0', '1.0'],
    ['1e3', '1000.0'],
    ['1e-4', '1.0E-4'],
    ['.inf', 'Infinity'],
    ['12345678901234567890', '12345678901234567890'],
    ['!!str 12', '12'],
    ['null', null],
    ['!!binary aGk=', 'aGk='],
  ])('has %s as the text %j where a text belongs', (yaml, text) => {
    expect(label(yaml)).toBe(text)
  })

  it.each(['1.10', '1e+21', '0.0001'])('that is JSON has %s as it is written where a text belongs', (number) => {
    expect(parsed(`\n {"metadata":{"labels":{"x":${number}}}}`).metadata?.labels?.['x']).toBe(number)
    expect(parsed(`{"spec":{"overhead":{"cpu":0.50}}}`).spec?.overhead).toEqual({ cpu: '0.5' })
  })

  it('keeps every text that is quoted', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(label(JSON.stringify(text))).toBe(text)
      }),
    )
  })

  it.each([
    ['spec: {terminationGracePeriodSeconds: "30"}', { terminationGracePeriodSeconds: 30 }],
    ['spec: {terminationGracePeriodSeconds: 30.7}', { terminationGracePeriodSeconds: 30 }],
    ['spec: {terminationGracePeriodSeconds: " "}', { terminationGracePeriodSeconds: null }],
    ['spec: {terminationGracePeriodSeconds: .nan}', { terminationGracePeriodSeconds: 0 }],
    ['spec: {priority: 0400}', { priority: 400 }],
    ['spec: {hostNetwork: "True"}', { hostNetwork: true }],
    ['spec: {volumes: [{name: s, secret: {defaultMode: 0400}}]}', { volumes: [{ secret: { defaultMode: 256 } }] }],
    ['spec: {overhead: {cpu: 1}}', { overhead: { cpu: '1' } }],
    ['spec: {extra: {a: 1.0, b: yes, c: [010]}}', { extra: { a: 1, b: 'yes', c: ['010'] } }],
    ['spec: {containers: [{name: 12, args: [y, 1]}]}', { containers: [{ name: '12', args: ['y', '1'] }] }],
    [
      'spec: {containers: [{name: a, livenessProbe: {httpGet: {port: "8080"}}}]}',
      { containers: [{ livenessProbe: { httpGet: { port: '8080' } } }] },
    ],
  ])('gives every field of %s its type', (yaml, spec) => {
    expect(parsed(yaml).spec).toMatchObject(spec)
  })

  it.each([
    ['spec: {hostNetwork: yes}', "spec.hostNetwork is 'yes' where true or false belongs"],
    ['spec: {priority: 1.5}', "spec.priority is '1.5' where a whole number belongs"],
    ['spec: {priority: 99999999999}', 'spec.priority'],
    ['spec: {priority: ""}', "spec.priority is '' where a whole number belongs"],
    ['spec: {priority: "null"}', 'spec.priority'],
    ['spec: {terminationGracePeriodSeconds: .inf}', 'spec.terminationGracePeriodSeconds'],
    ['spec: {volumes: [{name: a, rbd: 1}]}', "spec.volumes[0].rbd is '1' where an object belongs"],
    ['spec: {ephemeralContainers: {name: a}}', 'spec.ephemeralContainers is an object where a list belongs'],
    ['spec: {ephemeralContainers: [a]}', "spec.ephemeralContainers[0] is 'a' where an object belongs"],
    ['metadata: {managedFields: [{fieldsV1: a}]}', 'metadata.managedFields[0].fieldsV1'],
    ['spec: {overhead: {cpu: 1 Gi}}', "spec.overhead.cpu is '1 Gi' where a quantity such as 500m or 2Gi belongs"],
    ['spec: {overhead: {cpu: {a: 1}}}', 'spec.overhead.cpu is an object where a quantity'],
    ['spec: {containers: [{livenessProbe: {tcpSocket: {port: 99999999999}}}]}', 'livenessProbe.tcpSocket.port'],
    ['spec: {nodeName: !mine a}', '!mine'],
    ['spec: {nodeSelector: !!set {a, b}}', 'set'],
    ['spec: {nodeSelector: !!omap [a: b]}', 'omap'],
    ['spec: {containers: [{name: a, args: hello}]}', "spec.containers[0].args is 'hello' where a list belongs"],
    ['spec: {containers: {name: a}}', 'spec.containers is an object where a list belongs'],
    ['spec: {containers: [hello]}', "spec.containers[0] is 'hello' where an object belongs"],
    ['metadata: {labels: [a]}', 'metadata.labels is a list where an object belongs'],
    ['spec: {a: [}', 't.yaml'],
    ['a: 1\na: 2', 'unique'],
    ['a: 1\n---\na: 2', 'several documents'],
  ])('is refused where it is %j', (yaml, message) => {
    expect(() => parsed(yaml)).toThrow(refused(message))
    expect(() => parsed(yaml)).toThrow(refused(PROPERTY))
  })

  it('is UTF-8, with or without a byte order mark', () => {
    expect(parsed(new TextEncoder().encode('\uFEFFmetadata: {name: é}')).metadata?.name).toBe('é')
    expect(() => parsed(new Uint8Array([0x61, 0xe9]))).toThrow(refused('no UTF-8'))
  })

  it('may have empty documents around it', () => {
    expect(parsed('---\nmetadata: {name: a}\n---\n').metadata?.name).toBe('a')
  })
})

describe('a pod from a template', () => {
  const pod = (content: unknown) =>
    podFromTemplate({ role: 'driver', property: PROPERTY, file: 't.yaml', content, containerName: undefined }, 'ns')

  it('is a Pod of v1, whatever version the template says', () => {
    expect(pod({ apiVersion: 'v2', spec: {} }).pod.pod).toMatchObject({ apiVersion: 'v1', kind: 'Pod' })
  })

  it.each([[null], ['text'], [{ spec: null }], [{ kind: 'Deployment', spec: {} }], [{ spec: { containers: null } }]])(
    'cannot come of %j',
    (content) => {
      expect(() => pod(content)).toThrow(InvalidJobError)
    },
  )

  it('belongs to the namespace of the application, unless it leaves that open', () => {
    expect(pod({ metadata: { namespace: 'other' }, spec: {} }).pod.pod.metadata?.namespace).toBe('ns')
    expect(pod({ metadata: { namespace: '' }, spec: {} }).pod.pod.metadata?.namespace).toBe('')
  })

  it('cannot come of a version that is no text', () => {
    expect(() => pod({ apiVersion: ['v1'], spec: {} })).toThrow(refused('its apiVersion is no text'))
  })

  it.each([
    [{ mountPath: '/a' }, 'volume'],
    [{ name: null, mountPath: '/a' }, 'volume'],
    [null, 'volume'],
    [{ name: 'a' }, 'path'],
  ])('cannot come of a container that mounts %j, which names no %s', (mount, what) => {
    const content = { spec: { containers: [{ name: 'main', volumeMounts: [{ name: 'v', mountPath: '/v' }, mount] }] } }
    expect(() => pod(content)).toThrow(refused(`volumeMounts[1] of its container main names no ${what}`))
  })

  it('cannot come of containers that are none', () => {
    expect(() => pod({ spec: { containers: [null] } })).toThrow(refused('its containers are no list of objects'))
  })
})
