import { describe, expect, it } from 'vitest'
import { SparkConf } from '../../../lib/conf/spark-conf.ts'
import { prepareDriver } from '../../../lib/jobs/submit/prepare-driver.ts'
import { job, jobRequest } from '../../builders/job.ts'

const KEY = 'team-a/my app.pyz'
const CONF = {
  'spark.master': 'k8s://https://cluster:443',
  'spark.app.name': 'odd',
  'spark.kubernetes.namespace': 'team-a',
  'spark.kubernetes.container.image': 'spark:4.1.4',
  'spark.kubernetes.file.upload.path': 's3a://staging/spark/team-a',
}

const withoutId = (text: string | undefined): string =>
  (text ?? '').replaceAll(/spark-upload-[0-9a-f-]{36}(\/[0-9a-f]{16})?/g, 'X')

const prepared = (main: object, conf: Record<string, string> = {}) => {
  const request = jobRequest({ main })
  const { spec, staged } = prepareDriver(job({ request }), request, SparkConf.of(Object.entries({ ...CONF, ...conf })))
  const maps = spec.resources.filter(({ kind }) => kind === 'ConfigMap') as { data?: Record<string, string> }[]
  const properties = maps.map(({ data }) => data?.['spark.properties'] ?? '').join('')
  return {
    staged,
    properties,
    args: spec.pod.spec?.containers?.[0]?.args ?? [],
    modules: withoutId(/^spark\.submit\.pyFiles=(.*)$/m.exec(properties)?.[1]),
  }
}

const zipped = (conf?: Record<string, string>) => prepared({ file: `s3a://drop/${KEY}`, versionId: 'v1' }, conf)

describe('a zip with a Python application', () => {
  it('is given to Spark as a .py, which Python knows for a zip, and to the executors as a .zip', () => {
    const { args, modules, properties } = zipped()
    expect(args).toContain('org.apache.spark.deploy.PythonRunner')
    expect(withoutId(args.join(' '))).toContain('s3a://staging/spark/team-a/X/my_app.py 10')
    expect(modules).toBe('s3a\\://staging/spark/team-a/X/my_app.zip')
    expect(properties).toContain('spark.kubernetes.resource.type=python')
  })

  it('is copied twice, at the version that was meant', () => {
    const { staged } = zipped()
    const from = { bucket: 'drop', key: KEY, versionId: 'v1' }
    expect(staged.map((file) => file.from)).toEqual([from, from])
    expect(new Set(staged.map(({ to }) => to.key)).size).toBe(2)
  })

  it('goes before the Python files that the conf names', () => {
    const { modules } = zipped({ 'spark.submit.pyFiles': 'https://example.com/lib.zip' })
    expect(modules).toBe('s3a\\://staging/spark/team-a/X/my_app.zip,https\\://example.com/lib.zip')
  })

  it('is copied twice, and not more, where the conf names it too', () => {
    expect(zipped({ 'spark.submit.pyFiles': `s3a://drop/${KEY}` }).staged).toHaveLength(2)
  })

  it('that is a class path with a class to start stays one', () => {
    const { args, staged } = prepared({ file: 's3a://drop/team-a/all.zip', class: 'com.example.Main' })
    expect(args).toContain('com.example.Main')
    expect(staged).toHaveLength(1)
  })
})

describe('what runs under an odd key', () => {
  it.each([
    `team-a/${'k'.repeat(1013)}.jar`,
    `team-a/${'日'.repeat(337)}.py`,
    'team-a/a b+c%20d&e=f.jar',
    'team-a/größe 日本 👩🏽‍🚀.py',
    'team-a/....jar',
  ])('%s is staged under a name that any file system takes', (key) => {
    const main = key.endsWith('.jar') ? { class: 'A' } : {}
    const { staged } = prepared({ file: `s3a://drop/${key}`, ...main })
    expect(staged[0]?.from.key).toBe(key)
    expect(staged[0]?.to.key).toMatch(/\/[A-Za-z0-9._=+@-]{1,200}$/)
  })
})
