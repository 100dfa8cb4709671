import { describe, expect, it } from 'vitest'
import { claimTypes } from '../../lib/ports/kubernetes-schema/claim-types.ts'
import { containerTypes } from '../../lib/ports/kubernetes-schema/container-types.ts'
import { metaTypes } from '../../lib/ports/kubernetes-schema/meta-types.ts'
import { nodeTypes } from '../../lib/ports/kubernetes-schema/node-types.ts'
import { objectTypes } from '../../lib/ports/kubernetes-schema/object-types.ts'
import { podTypes } from '../../lib/ports/kubernetes-schema/pod-types.ts'
import { structOf } from '../../lib/ports/kubernetes-schema/schema.ts'
import { volumeTypes } from '../../lib/ports/kubernetes-schema/volume-types.ts'

const SCALARS = ['string', 'int32', 'int64', 'bool', 'quantity', 'time', 'microtime', 'intstr', 'bytes', 'any']

const types = Object.keys({
  ...metaTypes,
  ...claimTypes,
  ...volumeTypes,
  ...containerTypes,
  ...podTypes,
  ...nodeTypes,
  ...objectTypes,
})

describe('the schema', () => {
  it.each(types)('of %s names only types that there are, and each field number once', (type) => {
    const fields = [...(structOf(type)?.values() ?? [])]
    expect(fields.length).toBeGreaterThan(0)
    for (const field of fields)
      expect(SCALARS.includes(field.type) || types.includes(field.type), field.type).toBe(true)
    expect(new Set(fields.map((field) => field.number.join('.'))).size).toBe(fields.length)
  })

  it('knows how lists merge', () => {
    expect(structOf('Container')?.get('ports')).toMatchObject({
      shape: 'map-list',
      keys: ['containerPort', 'protocol'],
    })
    expect(structOf('PodSpec')?.get('tolerations')).toMatchObject({ shape: 'list' })
    expect(structOf('ObjectMeta')?.get('finalizers')).toMatchObject({ shape: 'set' })
    expect(structOf('ServiceSpec')?.get('selector')).toMatchObject({ shape: 'map', atomic: true })
  })
})
