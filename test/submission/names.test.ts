import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deriveIdentity } from '../../lib/submission/driver-identity.ts'
import { driverClass, mainResource } from '../../lib/submission/main-resource.ts'
import { appNameLabel, driverServiceName, resourceNamePrefix } from '../../lib/submission/resource-names.ts'

describe('an identity', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(deriveIdentity('job\n1')).toEqual(deriveIdentity('job\n1'))
    const [first, second] = [deriveIdentity('job\n1'), deriveIdentity('job\n2')].map((one) => Object.values(one))
    expect(first?.filter((id) => second?.includes(id))).toEqual([])
  })

  it('has ids of the shapes that Spark draws', () => {
    fc.assert(
      fc.property(fc.string(), (seed) => {
        const identity = deriveIdentity(seed)
        expect(identity.appId).toMatch(/^spark-[0-9a-f]{32}$/)
        expect(identity.localDirId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
        for (const id of [identity.resourceId, identity.serviceId, identity.confMapId])
          expect(id).toMatch(/^[0-9a-f]{16}$/)
      }),
    )
  })
})

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
        expect(driverServiceName(resourceNamePrefix(name, id), id).length).toBeLessThanOrEqual(63)
      }),
    )
  })
})

describe('a main file', () => {
  it('is known by its ending', () => {
    expect(['a.py', 'a.R', 'a.jar', 'spark-internal'].map(mainResource)).toEqual([
      { kind: 'python', uri: 'a.py' },
      { kind: 'r', uri: 'a.R' },
      { kind: 'java', uri: 'a.jar' },
      { kind: 'java' },
    ])
  })

  it("is run by Spark's own classes, but for Java", () => {
    expect(driverClass({ kind: 'python', uri: 'a.py' }, 'ignored')).toBe('org.apache.spark.deploy.PythonRunner')
    expect(driverClass({ kind: 'r', uri: 'a.R' }, undefined)).toBe('org.apache.spark.deploy.RRunner')
    expect(driverClass({ kind: 'java' }, 'a.Main')).toBe('a.Main')
  })
})
