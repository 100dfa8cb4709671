import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { appNameLabel, resourceNamePrefix } from '../../lib/spark-pod/resource-names.ts'

describe('names', () => {
  const id = '0123456789abcdef'

  it.each([
    ['My Daily ETL Job!!', 'my-daily-etl-job-', 'my-daily-etl-job'],
    ['Ünïcode – отчёт №7', 'n-code-7-', 'n-code-7'],
    ['2024-report__v2-', 'x024-report-v2-', '2024-report-v2'],
    ['com.example.Main', 'com-example-main-', 'com-example-main'],
  ])('of %j are made of what may stand in them', (name, prefix, label) => {
    expect(resourceNamePrefix(name, id)).toBe(prefix + id)
    expect(appNameLabel(name)).toBe(label)
  })

  it('of nothing usable are the id alone, without a digit in front, and an empty label', () => {
    expect(resourceNamePrefix('!!!', id)).toBe('x123456789abcdef')
    expect(appNameLabel('!!!')).toBe('')
  })

  it('are always such that Kubernetes takes them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(resourceNamePrefix(name, id)).toMatch(/^[a-z]([-a-z0-9]*[a-z0-9])$/)
        expect(appNameLabel(name)).toMatch(/^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)?$/)
      }),
    )
  })
})
