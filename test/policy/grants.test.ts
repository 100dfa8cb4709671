import { describe, expect, it } from 'vitest'
import type * as z from 'zod'
import type { jobRequestSchema } from '../../events/job-request.ts'
import { SparkConf } from '../../lib/conf/spark-conf.ts'
import { checkRequest, demandAllowed, describeViolations } from '../../lib/policy/check-request.ts'
import { jobRequest } from '../builders/job.ts'
import { policy } from '../builders/policy.ts'

type Grants = Parameters<typeof policy>[0]
type Overrides = Partial<z.input<typeof jobRequestSchema>>

const check = (grants: Grants, overrides: Overrides, platform: Record<string, string> = {}) => {
  const request = jobRequest(overrides)
  return checkRequest(policy(grants), request, SparkConf.of({ ...platform, ...request.conf }))
}

const refused = (grants: Grants, conf: Record<string, string>, platform?: Record<string, string>): string[] =>
  check(grants, { conf }, platform).map(({ message }) => message)

const IMAGE = 'spark.kubernetes.container.image'
const DIGEST = `@sha256:${'0'.repeat(64)}`

describe('a policy that widens', () => {
  it.each([
    [
      'images by their folder',
      { images: ['registry.example.com/spark/*'] },
      { [IMAGE]: 'registry.example.com/spark/etl:1' },
    ],
    ['images by their full names', { images: ['docker.io/library/spark:*'] }, { [IMAGE]: 'spark:4.1.4' }],
    ['images by digest', { images: ['spark*'], imageDigests: 'required' as const }, { [IMAGE]: `spark${DIGEST}` }],
    [
      'packages',
      { packages: ['org.apache.iceberg:*'] },
      { 'spark.jars.packages': 'org.apache.iceberg:iceberg-spark:1.9' },
    ],
    [
      'repositories',
      { files: ['s3://drop/**', 'https://repo.example.com/**'] },
      { 'spark.jars.repositories': 'https://repo.example.com/maven' },
    ],
    [
      'service accounts',
      { serviceAccounts: ['spark-*'] },
      { 'spark.kubernetes.authenticate.driver.serviceAccountName': 'spark-etl' },
    ],
    ['properties', { allow: ['spark.my.own.*'] }, { 'spark.my.own.switch': 'on' }],
    [
      'labels with a domain',
      { allow: ['spark.kubernetes.*.label.example.com/*'] },
      { 'spark.kubernetes.driver.label.example.com/team': 'a' },
    ],
    [
      'what the platform keeps',
      { unlock: ['spark.kubernetes.node.selector.pool'] },
      { 'spark.kubernetes.node.selector.pool': 'gpu' },
    ],
    ['variables', { unlock: ['spark.executorEnv.AWS_REGION'] }, { 'spark.executorEnv.AWS_REGION': 'eu-west-1' }],
    [
      'claims on demand',
      { claims: { storageClasses: ['gp3'], size: '100Gi' } },
      {
        'spark.kubernetes.executor.volumes.persistentVolumeClaim.data.options.claimName': 'OnDemand',
        'spark.kubernetes.executor.volumes.persistentVolumeClaim.data.options.storageClass': 'gp3',
        'spark.kubernetes.executor.volumes.persistentVolumeClaim.data.options.sizeLimit': '100Gi',
        'spark.kubernetes.executor.volumes.persistentVolumeClaim.data.mount.path': '/data',
      },
    ],
    [
      'claims that exist',
      { claims: { names: ['shared-*'] } },
      { 'spark.kubernetes.driver.volumes.persistentVolumeClaim.data.options.claimName': 'shared-models' },
    ],
  ])('lets %s through', (_, grants, conf) => {
    expect(refused({ ...grants }, conf)).toEqual([])
  })

  it.each([
    [
      'an image without its digest',
      { images: ['**'], imageDigests: 'required' as const },
      { [IMAGE]: 'spark:4' },
      'by digest',
    ],
    [
      'an image that only begins alike',
      { images: ['registry.example.com/spark/*'] },
      { [IMAGE]: 'registry.example.com/spark/a/b:1' },
      'allows registry',
    ],
    ['what is no image', { images: ['**'] }, { [IMAGE]: 'spark:4 --privileged' }, 'no reference'],
    [
      'what the platform keeps, by the list of the others',
      { allow: ['**'] },
      { 'spark.kubernetes.driver.pod.name': 'x' },
      'derived',
    ],
    ['a key with a blank', { allow: ['**'], unlock: ['**'] }, { 'spark.master ': 'x' }, 'characters'],
    ['what it refuses by name', { refuse: ['spark.sql.extensions'] }, { 'spark.sql.extensions': 'x' }, 'team-a'],
    [
      'claims that are too large',
      { claims: { storageClasses: ['gp3'], size: '100Gi' } },
      {
        'spark.kubernetes.executor.volumes.persistentVolumeClaim.data.options.claimName': 'OnDemand',
        'spark.kubernetes.executor.volumes.persistentVolumeClaim.data.options.storageClass': 'gp3',
        'spark.kubernetes.executor.volumes.persistentVolumeClaim.data.options.sizeLimit': '101Gi',
      },
      '100Gi at most',
    ],
  ])('still refuses %s', (_, grants, conf, words) => {
    const messages = refused({ ...grants }, conf)
    expect(messages.length).toBeGreaterThan(0)
    for (const message of messages) expect(message).toContain(words)
  })
})

describe("a volume of the platform's", () => {
  it('is judged as a whole where a job changes a part of it', () => {
    const prefix = 'spark.kubernetes.driver.volumes.persistentVolumeClaim.models.'
    const platform = { [`${prefix}options.claimName`]: 'models', [`${prefix}mount.path`]: '/models' }
    expect(refused({}, { [`${prefix}mount.subPath`]: 'of-another' }, platform)).toHaveLength(1)
    expect(refused({}, {}, platform)).toEqual([])
  })
})

describe('what a request says in fields of its own', () => {
  it.each<[string, Overrides, string]>([
    ['dependencies', { dependencies: { jars: ['s3a://drop/team-b/x.jar'] } }, 'file'],
    ['packages', { dependencies: { packages: ['a:b:1'] } }, 'package'],
    ['repositories', { dependencies: { repositories: ['https://elsewhere.example.com'] } }, 'file'],
    ['labels', { labels: { 'spark-role': 'executor' } }, 'property'],
    ['its main file', { main: { file: 's3a://drop/team-b/x.jar' } }, 'file'],
    ['a script of the image', { main: { file: 'local:///etc/x.py' } }, 'file'],
    ['clusters', { clusters: ['secret'] }, 'cluster'],
    ['a batch scheduler', { batchScheduler: { name: 'volcano', queue: 'root' } }, 'batch-scheduler'],
    ['its priority', { priority: 1000 }, 'limit'],
    ['its namespace', { namespace: 'team-b' }, 'namespace'],
  ])('is judged too: %s', (_, overrides, rule) => {
    const grants = { clusters: ['open-*'], limits: { priority: 100 } }
    expect(check(grants, overrides).map((violation) => violation.rule)).toContain(rule)
  })

  it('may name a class of the image where the policy says so', () => {
    const overrides = { main: { class: 'org.apache.spark.examples.SparkPi' } }
    expect(check({}, overrides)).toEqual([])
    expect(check({ files: [] }, overrides)).toMatchObject([{ rule: 'file', property: 'main.class' }])
  })
})

describe('limits', () => {
  const size = { 'spark.executor.instances': '10', 'spark.executor.memory': '10g', 'spark.executor.cores': '2' }

  it('count all that the job may come to, overheads included', () => {
    // 10 × (10g + 1g) and the driver's 1g + 384m.
    expect(refused({ limits: { memory: '114048Mi', cores: '21' } }, size)).toEqual([])
    expect(refused({ limits: { memory: '114047Mi' } }, size)).toEqual([
      'driver and 10 executors ask for 114048Mi of memory: the policy allows a job 114047Mi',
    ])
    expect(refused({ limits: { cores: '20999m' } }, size)).toEqual([
      'driver and 10 executors ask for 21 cores: the policy allows a job 20999m',
    ])
  })

  it('count what the platform sets for every job', () => {
    expect(refused({ limits: { executors: 5 } }, {}, { 'spark.executor.instances': '6' })).toEqual([
      'the job asks for 6 executors: the policy allows 5, by spark.executor.instances',
    ])
    const platform = { 'spark.dynamicAllocation.maxExecutors': '5' }
    expect(refused({ limits: { executors: 5 } }, { 'spark.dynamicAllocation.enabled': 'true' }, platform)).toEqual([])
  })

  it('count by references as Spark resolves them', () => {
    const conf = { 'spark.executor.instances': '${spark.default.parallelism}', 'spark.default.parallelism': '1000' }
    expect(refused({ limits: { executors: 5 } }, conf)).toHaveLength(1)
  })
})

describe('a refusal', () => {
  it('names every violation, and no secret', () => {
    const violations = check({}, { conf: { 'spark.hadoop.fs.s3a.secret.key': 'geheim', 'spark.plugins': 'x' } })
    expect(violations).toHaveLength(2)
    expect(JSON.stringify(violations)).not.toContain('geheim')
    expect(describeViolations(violations)).toMatch(/^the policy refuses 2 things:\n- .*\n- .*$/)
    expect(() => demandAllowed(violations)).toThrow(
      expect.objectContaining({ code: 'REFUSED_BY_POLICY', retryable: false }),
    )
    expect(() => demandAllowed([])).not.toThrow()
  })
})
