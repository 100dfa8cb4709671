import { describe, expect, it } from 'vitest'
import { structOf, typeNames } from '../../lib/ports/kubernetes-schema/schema.ts'

const SCALARS = ['string', 'int32', 'int64', 'bool', 'quantity', 'time', 'microtime', 'intstr', 'bytes', 'any']

describe('the schema', () => {
  it.each(typeNames)('of %s names only types that there are, and each field number once', (type) => {
    const fields = [...(structOf(type)?.values() ?? [])]
    expect(fields.length).toBeGreaterThan(0)
    for (const field of fields)
      expect(SCALARS.includes(field.type) || typeNames.includes(field.type), field.type).toBe(true)
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
