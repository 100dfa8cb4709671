import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deriveIdentity } from '../../lib/submission/driver-identity.ts'
import { driverServiceName } from '../../lib/submission/driver-service-name.ts'
import { driverClass, mainResource } from '../../lib/submission/main-resource.ts'

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

describe('the name of the driver’s service', () => {
  it('is made from the prefix as long as services may be called so', () => {
    expect(driverServiceName('etl', '0123456789abcdef')).toBe('etl-driver-svc')
    expect(driverServiceName('e'.repeat(53), '0123456789abcdef')).toBe('spark-0123456789abcdef-driver-svc')
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
