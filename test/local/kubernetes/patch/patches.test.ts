import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rootField } from '../../../../lib/ports/kubernetes-schema/schema.ts'
import { jsonPatch } from '../../../../local/kubernetes/patch/json-patch.ts'
import { mergePatch } from '../../../../local/kubernetes/patch/merge-patch.ts'
import { strategicMergePatch } from '../../../../local/kubernetes/patch/strategic-merge-patch.ts'

const POD = rootField('Pod')

const podWith = (...names: string[]) => ({ spec: { containers: names.map((name) => ({ name, image: 'old' })) } })

const key = fc.stringMatching(/^[a-c]$/)
const tree = fc.letrec<{ value: unknown; object: Record<string, unknown> }>((tie) => ({
  value: fc.oneof(fc.integer(), fc.string(), fc.array(fc.integer(), { maxLength: 3 }), tie('object')),
  object: fc.dictionary(key, tie('value'), { maxKeys: 3, depthIdentifier: 'tree' }),
})).object

describe('a merge patch', () => {
  it('makes of nothing what it is, where it removes nothing', () => {
    fc.assert(
      fc.property(tree, (patch) => {
        expect(mergePatch({}, patch)).toEqual(patch)
      }),
    )
  })

  it('changes nothing when it comes a second time', () => {
    fc.assert(
      fc.property(tree, tree, (target, patch) => {
        const once = mergePatch(target, patch)
        expect(mergePatch(once, patch)).toEqual(once)
      }),
    )
  })

  it('leaves its target as it was', () => {
    const target = { a: { b: 1 } }
    mergePatch(target, { a: { b: null, c: 2 } })
    expect(target).toEqual({ a: { b: 1 } })
  })
})

describe('a JSON patch', () => {
  it('adds to lists at an index and at the end', () => {
    const operations = [
      { op: 'add', path: '/list/0', value: 'first' },
      { op: 'add', path: '/list/-', value: 'last' },
    ]
    expect(jsonPatch({ list: ['a'] }, operations)).toEqual({ list: ['first', 'a', 'last'] })
  })

  it('reads escaped names', () => {
    expect(
      jsonPatch({ 'a/b': 1, 'c~d': 2 }, [
        { op: 'remove', path: '/a~1b' },
        { op: 'remove', path: '/c~0d' },
      ]),
    ).toEqual({})
  })

  it('leaves its object as it was, also where a later operation fails', () => {
    const object = { a: 1 }
    const operations = [
      { op: 'replace', path: '/a', value: 2 },
      { op: 'remove', path: '/missing' },
    ]
    expect(() => jsonPatch(object, operations)).toThrow(
      'the server rejected our request due to an error in our request',
    )
    expect(object).toEqual({ a: 1 })
  })
})

describe('a strategic merge patch', () => {
  it('puts what it names first, in its own order', () => {
    const patch = { spec: { containers: [{ name: 'new' }, { name: 'b', image: 'x' }] } }
    expect(strategicMergePatch(podWith('a', 'b'), patch, POD)).toEqual({
      spec: { containers: [{ name: 'new' }, { name: 'a', image: 'old' }, { name: 'b', image: 'x' }] },
    })
  })

  it('orders a list by $setElementOrder', () => {
    const patch = { spec: { '$setElementOrder/containers': [{ name: 'c' }, { name: 'a' }, { name: 'b' }] } }
    const merged = strategicMergePatch(podWith('a', 'b', 'c'), patch, POD) as ReturnType<typeof podWith>
    expect(merged.spec.containers.map(({ name }) => name)).toEqual(['c', 'a', 'b'])
  })

  it('keeps only the keys that $retainKeys names', () => {
    const pod = { spec: { volumes: [{ name: 'v', emptyDir: {} }] } }
    const patch = { spec: { volumes: [{ $retainKeys: ['name', 'configMap'], name: 'v', configMap: { name: 'm' } }] } }
    expect(strategicMergePatch(pod, patch, POD)).toEqual({
      spec: { volumes: [{ name: 'v', configMap: { name: 'm' } }] },
    })
  })

  it('replaces a keyed list as a whole by $patch: replace', () => {
    const patch = { spec: { containers: [{ name: 'z' }, { $patch: 'replace' }] } }
    expect(strategicMergePatch(podWith('a', 'b'), patch, POD)).toEqual({ spec: { containers: [{ name: 'z' }] } })
  })

  it('replaces lists that have no key', () => {
    const pod = { spec: { tolerations: [{ key: 'a' }] } }
    expect(strategicMergePatch(pod, { spec: { tolerations: [{ key: 'b' }] } }, POD)).toEqual({
      spec: { tolerations: [{ key: 'b' }] },
    })
  })
})
