import { describe, expect, it } from 'vitest'
import type { JobSource } from '../../events/job-source.ts'
import { SparkConf } from '../../lib/conf/spark-conf.ts'
import { checkRequest, checkSent } from '../../lib/policy/check-request.ts'
import { checkPolicy, policyOf } from '../../lib/policy/policy.ts'
import { tenantConf, tenantOf, uploadNamespace } from '../../lib/policy/tenant-of.ts'
import { jobRequest } from '../builders/job.ts'
import { policy, strictPolicy } from '../builders/policy.ts'

const TENANTS = policyOf(
  checkPolicy({
    version: 1,
    dropBucket: 'drop',
    base: { conf: { 'spark.executor.memory': '2g', 'spark.executor.cores': '2' }, limits: { executors: 10 } },
    tenants: [
      {
        name: 'finance',
        sources: [
          { kind: 's3', bucket: 'drop', prefix: 'inbox/finance/' },
          { kind: 'api', principal: 'arn:aws:iam::*:role/finance-*' },
          { kind: 'schedule', namespace: 'finance' },
        ],
        namespaces: ['finance'],
        files: ['s3://{bucket}/inbox/finance/**'],
        conf: { 'spark.executor.memory': '8g' },
        limits: { podCores: '4' },
      },
      {
        name: 'labs',
        sources: [{ kind: 's3', prefix: 'lab-' }, { kind: 'sqs' }],
        namespaces: ['{folder}', 'lab-shared'],
      },
    ],
  }),
)

const from = (source: JobSource, namespace: string) => tenantOf(TENANTS, { source, namespace })?.name
const s3 = (key: string, bucket = 'drop'): JobSource => ({ kind: 's3', bucket, key })
const api = (principal: string): JobSource => ({ kind: 'api', principal, idempotencyKey: 'x' })

describe('the tenant of a job', () => {
  it('is who owns its source, and may run in its namespace', () => {
    expect(from(s3('inbox/finance/a.jar'), 'finance')).toBe('finance')
    expect(from(s3('lab-7/a.jar'), 'lab-7')).toBe('labs')
    expect(from(s3('lab-7/a.jar'), 'lab-shared')).toBe('labs')
    expect(from(api('arn:aws:iam::1:role/finance-etl'), 'finance')).toBe('finance')
    expect(from({ kind: 'schedule', namespace: 'finance', name: 'x', at: '2026-01-01T00:00:00Z' }, 'finance')).toBe(
      'finance',
    )
    expect(from({ kind: 'sqs', id: 'x' }, 'lab-shared')).toBe('labs')
  })

  it.each([
    ['another bucket', s3('inbox/finance/a.jar', 'other'), 'finance'],
    ['another folder', s3('inbox/finances/a.jar'), 'finance'],
    ['another namespace', s3('inbox/finance/a.jar'), 'lab-7'],
    ['the namespace of another folder', s3('lab-7/a.jar'), 'lab-8'],
    ['a folder that is a glob', s3('lab-*/a.jar'), 'lab-8'],
    ['another principal', api('arn:aws:iam::1:role/other/finance-etl'), 'finance'],
    [
      'another schedule',
      { kind: 'schedule', namespace: 'lab-7', name: 'x', at: '2026-01-01T00:00:00Z' } as const,
      'lab-7',
    ],
    ['a message that has no folder', { kind: 'sqs', id: 'x' } as const, 'lab-7'],
  ])('is nobody for %s', (_, source, namespace) => {
    expect(from(source, namespace)).toBeUndefined()
  })

  it('is told what it could have been', () => {
    const request = jobRequest({ source: s3('inbox/finance/a.jar'), namespace: 'kube-system' })
    expect(checkRequest(TENANTS, request, SparkConf.empty)).toEqual([
      {
        rule: 'namespace',
        property: 'namespace',
        value: 'kube-system',
        message: 'namespace kube-system: jobs from s3://drop/inbox/finance/a.jar may only run in finance',
      },
    ])
    expect(checkRequest(TENANTS, jobRequest({ source: api('bob') }), SparkConf.empty)).toMatchObject([
      { rule: 'source', message: 'principal bob: the policy knows no tenant whose jobs come from there' },
    ])
  })

  it('brings the settings that its jobs start from, over those of all', () => {
    const request = jobRequest({ source: s3('inbox/finance/a.jar'), namespace: 'finance' })
    expect(tenantConf(TENANTS, request)).toEqual({ 'spark.executor.memory': '8g', 'spark.executor.cores': '2' })
    expect(tenantOf(TENANTS, request)?.limits).toMatchObject({ executors: 10, podCores: '4' })
  })
})

describe('the namespace of what is dropped', () => {
  it('is the first folder, where the policy lets it, and the one of the tenant otherwise', () => {
    expect(uploadNamespace(TENANTS, { bucket: 'drop', key: 'lab-7/deep/a.jar' })).toBe('lab-7')
    expect(uploadNamespace(TENANTS, { bucket: 'drop', key: 'inbox/finance/a.jar' })).toBe('finance')
    expect(uploadNamespace(strictPolicy(), { bucket: 'drop', key: 'team-b/a.jar' })).toBe('team-b')
  })

  it("is none for what is nobody's", () => {
    expect(() => uploadNamespace(TENANTS, { bucket: 'drop', key: 'other/a.jar' })).toThrow(
      's3://drop/other/a.jar: the policy knows no tenant whose jobs come from there',
    )
  })
})

describe('a sender', () => {
  it("hears at once of all that does not depend on the platform's defaults", () => {
    const request = jobRequest({
      conf: { 'spark.kubernetes.namespace': 'other', 'spark.dynamicAllocation.enabled': 'true' },
    })
    expect(checkSent(policy(), request).map(({ rule }) => rule)).toEqual(['property'])
    expect(
      checkRequest(policy(), request, SparkConf.of({ ...request.conf, 'spark.kubernetes.namespace': 'team-a' })).map(
        ({ rule }) => rule,
      ),
    ).toEqual(['property', 'limit'])
  })
})
