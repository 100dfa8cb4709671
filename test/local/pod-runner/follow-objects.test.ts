import { describe, expect, it } from 'vitest'
import type { Pod } from '../../../lib/ports/kubernetes-types.ts'
import { ObjectChanges } from '../../../local/pod-runner/follow-objects.ts'

const pod = (uid: string, resourceVersion: string): Pod => ({ metadata: { uid, resourceVersion } })

const listening = () => {
  const told: string[] = []
  const say = (what: string) => (object: Pod) => {
    told.push(`${what} ${object.metadata?.uid}@${object.metadata?.resourceVersion}`)
  }
  return { told, changes: new ObjectChanges<Pod>({ changed: say('changed'), deleted: say('deleted') }, () => {}) }
}

describe('what a node hears of objects', () => {
  it('is each one of a list, then each change', () => {
    const { told, changes } = listening()
    changes.replaced([pod('a', '1'), pod('b', '2')])
    changes.changed('MODIFIED', pod('a', '3'))
    changes.changed('DELETED', pod('b', '4'))
    expect(told).toEqual(['changed a@1', 'changed b@2', 'changed a@3', 'deleted b@4'])
  })

  it('is the deletion, as last seen, of what vanished between two lists, before what is there', () => {
    const { told, changes } = listening()
    changes.replaced([pod('a', '1')])
    changes.changed('ADDED', pod('b', '2'))
    changes.changed('DELETED', pod('a', '3'))
    told.length = 0
    changes.replaced([pod('c', '9')])
    expect(told).toEqual(['deleted b@2', 'changed c@9'])
  })
})
