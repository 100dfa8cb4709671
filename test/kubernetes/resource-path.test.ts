import { describe, expect, it } from 'vitest'
import { objectPath, pluralOf } from '../../lib/kubernetes/resource-path.ts'

describe('objectPath', () => {
  it.each([
    ['v1', 'ConfigMap', '/api/v1/namespaces/a/configmaps/b'],
    ['v1', 'Endpoints', '/api/v1/namespaces/a/endpoints/b'],
    ['networking.k8s.io/v1', 'NetworkPolicy', '/apis/networking.k8s.io/v1/namespaces/a/networkpolicies/b'],
    ['networking.k8s.io/v1', 'Ingress', '/apis/networking.k8s.io/v1/namespaces/a/ingresses/b'],
    ['scheduling.volcano.sh/v1beta1', 'PodGroup', '/apis/scheduling.volcano.sh/v1beta1/namespaces/a/podgroups/b'],
  ])('finds the place of a %s %s', (apiVersion, kind, path) => {
    expect(objectPath({ apiVersion, kind, metadata: { namespace: 'a', name: 'b' } })).toBe(path)
  })

  it('names the field without which an object has no place', () => {
    expect(() => objectPath({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'b' } })).toThrow(
      'Service b needs metadata.namespace',
    )
    expect(() => objectPath({ kind: 'Service', metadata: { name: 'b', namespace: 'a' } })).toThrow('apiVersion')
  })

  it('keeps a name from leaving its place', () => {
    const metadata = { namespace: 'a', name: '../../secrets/x' }
    expect(objectPath({ apiVersion: 'v1', kind: 'ConfigMap', metadata })).toMatch(
      /configmaps\/\.\.%2F\.\.%2Fsecrets%2Fx$/,
    )
  })

  it('makes plurals as the API machinery does', () => {
    expect(['Pod', 'StorageClass', 'PriorityClass', 'Lease'].map(pluralOf)).toEqual([
      'pods',
      'storageclasses',
      'priorityclasses',
      'leases',
    ])
  })
})
