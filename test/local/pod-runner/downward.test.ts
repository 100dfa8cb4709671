import { describe, expect, it } from 'vitest'
import { podField, resourceField } from '../../../local/pod-runner/downward.ts'
import { podOf, shell } from './node-under-test.ts'

const capacity = { cpu: '8', memory: '16Gi' }

describe('the downward API', () => {
  const pod = { ...podOf('p', []), metadata: { name: 'p', uid: 'u', labels: { b: '2', 'a/x': '"1"' } } }

  it.each([
    ['metadata.name', 'p'],
    ['metadata.uid', 'u'],
    ["metadata.labels['a/x']", '"1"'],
    ["metadata.labels['none']", ''],
    ['metadata.labels', 'a/x="\\"1\\""\nb="2"'],
    ['spec.serviceAccountName', 'default'],
    ['status.phase', undefined],
  ])('gives %s as %j', (path, expected) => {
    expect(podField(pod, path)).toBe(expected)
  })

  it.each([
    ['limits.memory', '1Mi', '1024'],
    ['limits.memory', undefined, '1073741824'],
    ['requests.cpu', undefined, '1'],
    ['requests.cpu', '1m', '250'],
    ['limits.cpu', undefined, '8'],
    ['requests.memory', '1Mi', '1024'],
  ])('gives %s in units of %s as %s', (resource, divisor, expected) => {
    const container = shell('', { resources: { requests: { cpu: '250m' }, limits: { memory: '1Gi' } } })
    expect(resourceField(container, resource, divisor, capacity)).toBe(expected)
  })
})
