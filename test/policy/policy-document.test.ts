import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { checkPolicy, policyOf } from '../../lib/policy/policy.ts'
import { readPolicy } from '../../lib/policy/read-policy.ts'
import { STRICT_POLICY } from '../../lib/policy/strict-policy.ts'

const EXAMPLES = new URL('../../examples/', import.meta.url)
const tenant = { name: 'a', sources: [{ kind: 'sqs' }], namespaces: ['a'] }

describe('a policy document', () => {
  it.each([
    ['no version', { tenants: [tenant] }, 'version'],
    ['another version', { version: 2, tenants: [tenant] }, 'version'],
    ['no tenants', { version: 1, tenants: [] }, 'tenants'],
    ['an unknown field', { version: 1, tenants: [{ ...tenant, image: ['x'] }] }, 'tenants.0'],
    [
      'a size that is none',
      { version: 1, tenants: [{ ...tenant, limits: { podMemory: '64g' } }] },
      'tenants.0.limits.podMemory: must be a Kubernetes quantity',
    ],
    [
      'a source that there is not',
      { version: 1, tenants: [{ ...tenant, sources: [{ kind: 'ftp' }] }] },
      'tenants.0.sources.0.kind',
    ],
    [
      'a property that is none',
      { version: 1, base: { conf: { 'log4j.level': 'x' } }, tenants: [tenant] },
      'base.conf.log4j.level: must be a property',
    ],
    ['two tenants of a name', { version: 1, tenants: [tenant, tenant] }, 'tenants.1.name: there are two tenants a'],
  ])('with %s is refused by the path', (_, document, words) => {
    expect(() => checkPolicy(document, 'policy.yaml')).toThrow(
      new RegExp(`policy.yaml cannot be used: .*${words}`, 's'),
    )
  })

  it('has lists that replace, and limits and settings that are joined', () => {
    const { tenants } = policyOf(
      checkPolicy({
        version: 1,
        base: { images: ['a'], limits: { executors: 5 }, conf: { 'spark.x': '1', 'spark.y': '1' } },
        tenants: [{ ...tenant, images: ['b'], limits: { podCores: '2' }, conf: { 'spark.y': '2' } }],
      }),
    )
    expect(tenants[0]).toMatchObject({
      images: ['b'],
      packages: [],
      limits: { executors: 5, podCores: '2', podMemory: '128Gi' },
      conf: { 'spark.x': '1', 'spark.y': '2' },
    })
  })

  it.each(readdirSync(EXAMPLES).filter((file) => /^policy.*\.yaml$/.test(file)))(
    'is there as an example: %s',
    (file) => {
      expect(() => checkPolicy(parse(readFileSync(new URL(file, EXAMPLES), 'utf8')))).not.toThrow()
    },
  )
})

describe('the policy as functions read it', () => {
  it('is read once for each text', () => {
    const text = JSON.stringify(STRICT_POLICY)
    const policy = readPolicy(text)
    expect(readPolicy(text)).toBe(policy)
    expect(readPolicy(`${text} `)).not.toBe(policy)
  })

  it.each(['{', '{}', '[]'])('holds the jobs back where it is broken: %s', (text) => {
    expect(() => readPolicy(text)).toThrow(expect.objectContaining({ code: 'POLICY_UNUSABLE', retryable: true }))
  })
})
