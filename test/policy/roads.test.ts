import { describe, expect, it } from 'vitest'
import type { JobRequest } from '../../events/job-request.ts'
import { jobConf } from '../../lib/jobs/submit/job-conf.ts'
import { checkRequest } from '../../lib/policy/check-request.ts'
import type { Violation } from '../../lib/policy/violation.ts'
import { strictPolicy } from '../builders/policy.ts'
import { REFUSED, type RefusedSetting } from './refused-settings.ts'
import { ROADS } from './roads.ts'

const platform = {
  master: 'k8s://https://cluster:443',
  uploadPath: 's3a://staging/uploads',
  defaults:
    'spark.kubernetes.container.image=spark:4.1.4\nspark.memory.offHeap.enabled=true\nspark.memory.offHeap.size=1g\n',
  policy: strictPolicy(),
}

/** What comes of it in submit-job: the conf is put together there, and judged. */
const judged = (request: JobRequest): readonly Violation[] =>
  checkRequest(platform.policy, request, jobConf(request, platform))

const spellings = ({ key, value, disguises = [] }: RefusedSetting): readonly (readonly [string, string])[] => [
  [key, value],
  ...disguises,
]

/** Some roads take the namespace for the request's own field, which is judged as such. */
const isElsewhere = ({ namespace }: JobRequest): boolean => namespace !== 'team-a'

const passing = async (road: keyof typeof ROADS): Promise<readonly string[]> => {
  const open: string[] = []
  for (const refused of REFUSED) {
    for (const [key, value] of spellings(refused)) {
      const request = await ROADS[road]?.({ [key]: value })
      if (!request || isElsewhere(request)) continue
      if (!judged(request).some(({ rule }) => rule === refused.rule)) open.push(`${key}=${value}`)
    }
  }
  return open
}

describe('a setting that is refused', () => {
  it('comes to be judged by every road, but for some that a road has no place for', async () => {
    for (const road of Object.values(ROADS)) {
      const requests = await Promise.all(REFUSED.map(({ key, value }) => road({ [key]: value })))
      expect(requests.filter(Boolean).length).toBeGreaterThan(0.7 * REFUSED.length)
    }
  })

  it.each(Object.keys(ROADS))('does not get past the policy by %s', async (road) => {
    expect(await passing(road)).toEqual([])
  })

  it('is named with what would be right, by the name that the sender wrote', async () => {
    for (const refused of REFUSED) {
      for (const [key, value] of spellings(refused)) {
        const request = await ROADS['a message']?.({ [key]: value })
        const violations = request ? judged(request) : []
        for (const { message, property, rule } of violations) {
          expect(message.length).toBeGreaterThan(20)
          if (rule === refused.rule && rule !== 'limit') expect(property).toBe(key)
        }
      }
    }
  })

  it('is not let through by the platform having set the same', async () => {
    const request = await ROADS['a message']?.({ 'spark.kubernetes.driver.docker.image': 'evil' })
    expect(request && judged(request)).toMatchObject([{ rule: 'image', value: 'evil' }])
  })
})

describe('a job that asks for nothing of the kind', () => {
  it.each(Object.entries(ROADS))('passes by %s', async (_, road) => {
    const request = await road({
      'spark.executor.instances': '4',
      'spark.executor.memory': '2g',
      'spark.sql.shuffle.partitions': '200',
      'spark.jars': 's3a://drop/team-a/lib/a.jar,s3a://drop/team-a/lib/*.jar,local:///opt/spark/jars/x.jar',
      'spark.driver.extraJavaOptions': '-XX:+UseG1GC -Xlog:gc*:file=/tmp/gc.log -Dmy.own="a b" -Xss4m',
      'spark.executorEnv.STAGE': 'test',
      'spark.executorEnv.PYTHONHASHSEED': '0',
      'spark.kubernetes.driverEnv.LC_ALL': 'C.UTF-8',
      'spark.kubernetes.executor.volumes.emptyDir.spark-local-dir-1.mount.path': '/data',
      'spark.kubernetes.driver.label.team': 'a',
      'spark.submit.deployMode': 'cluster',
      'spark.kubernetes.namespace': 'team-a',
      'spark.master': platform.master,
    })
    expect(request && judged(request)).toEqual([])
  })
})
