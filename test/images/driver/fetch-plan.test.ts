import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mainResourceIndex, planFetches } from '../../../images/driver/fetch-plan.ts'

const UPLOAD = 'spark.kubernetes.file.upload.path'

const planOf = (settings: Record<string, string>, args: readonly string[] = ['spark-internal']) =>
  planFetches(new Map(Object.entries({ [UPLOAD]: 's3a://bucket/staging', ...settings })), args, '/local')

describe('planning what to fetch', () => {
  it('replaces what lies under the upload path by local files, and keeps the rest', () => {
    const plan = planOf({
      'spark.jars': 's3a://bucket/staging/up-1/dep.jar,local:///opt/keep.jar,s3a://other/staging/x.jar',
      'spark.files': 's3a://bucket/staging/up-2/app.conf',
      'spark.app.name': 's3a://bucket/staging/not-a-list',
    })
    expect(plan.fetches).toEqual([
      {
        uri: 's3a://bucket/staging/up-1/dep.jar',
        bucket: 'bucket',
        key: 'staging/up-1/dep.jar',
        file: '/local/0/dep.jar',
      },
      {
        uri: 's3a://bucket/staging/up-2/app.conf',
        bucket: 'bucket',
        key: 'staging/up-2/app.conf',
        file: '/local/1/app.conf',
      },
    ])
    expect(plan.settings.get('spark.jars')).toBe('/local/0/dep.jar,local:///opt/keep.jar,s3a://other/staging/x.jar')
    expect(plan.settings.get('spark.files')).toBe('/local/1/app.conf')
    expect(plan.settings.get('spark.app.name')).toBe('s3a://bucket/staging/not-a-list')
  })

  it('fetches what an upload path with a slash at its end names with two', () => {
    const plan = planOf({ [UPLOAD]: 's3a://bucket/staging/', 'spark.jars': 's3a://bucket/staging//up-1/dep.jar' })
    expect(plan.fetches.map(({ key }) => key)).toEqual(['staging/up-1/dep.jar'])
    expect(plan.settings.get('spark.jars')).toBe('/local/0/dep.jar')
  })

  it('keeps the name that an archive is unpacked under', () => {
    const plan = planOf({ 'spark.archives': 's3a://bucket/staging/u/env.zip#environment' })
    expect(plan.settings.get('spark.archives')).toBe('/local/0/env.zip#environment')
    expect(plan.fetches.map(({ uri }) => uri)).toEqual(['s3a://bucket/staging/u/env.zip'])
  })

  it('keeps files of one name from two folders apart, and fetches a file that is named twice once', () => {
    const [a, b] = ['s3a://bucket/staging/1/dep.py', 's3://bucket/staging/2/dep.py']
    const plan = planOf({ 'spark.submit.pyFiles': `${a},${b}`, 'spark.files': `s3n://bucket/staging/1/dep.py` })
    expect(plan.settings.get('spark.submit.pyFiles')).toBe('/local/0/dep.py,/local/1/dep.py')
    expect(plan.settings.get('spark.files')).toBe('/local/1/dep.py'.replace('1', '0'))
    expect(plan.fetches).toHaveLength(2)
  })

  it('replaces the main resource, and nothing among the arguments of the job', () => {
    const main = 's3a://bucket/staging/u/pi.py'
    const args = ['--properties-file', '/conf', '--class', 'org.apache.spark.deploy.PythonRunner', main, main, '--x']
    expect(planOf({}, args).args).toEqual([...args.slice(0, 4), '/local/0/pi.py', main, '--x'])
  })

  it.each([
    's3a://bucket/stagingX/a.jar',
    's3a://bucket2/staging/a.jar',
    'https://bucket/staging/a.jar',
    's3a://bucket/staging',
  ])('leaves %s, which is not under the upload path', (uri) => {
    const plan = planOf({ 'spark.jars': uri })
    expect(plan.fetches).toEqual([])
    expect(plan.settings.get('spark.jars')).toBe(uri)
  })

  it.each(['s3a://bucket', 's3a://bucket/', 's3://bucket/staging//'])('takes %s as upload path', (path) => {
    const plan = planOf({ [UPLOAD]: path, 'spark.jars': 's3a://bucket/staging/u/a.jar' })
    expect(plan.fetches).toHaveLength(1)
  })

  it.each(['', 'hdfs://name/staging', '/mnt/staging'])('fetches nothing where the upload path is %j', (path) => {
    expect(planOf({ [UPLOAD]: path, 'spark.jars': 's3a://bucket/staging/u/a.jar' }).fetches).toEqual([])
  })

  it('takes no name of an object for a folder', () => {
    const { fetches } = planOf({
      'spark.files': 's3a://bucket/staging/a/..,s3a://bucket/staging/..,s3a://bucket/staging/.',
    })
    expect(fetches.map(({ file }) => file.split('/').slice(-2))).toEqual([
      ['0', '_'],
      ['1', '_'],
      ['2', '_'],
    ])
  })

  it('gives every object a file of its own, whatever the names', () => {
    const key = fc.stringMatching(/^[a-z0-9._-]{1,6}(\/[a-z0-9._-]{1,6}){0,2}$/)
    fc.assert(
      fc.property(fc.uniqueArray(key, { minLength: 1 }), (keys) => {
        const { fetches } = planOf({ 'spark.files': keys.map((name) => `s3a://bucket/staging/${name}`).join(',') })
        expect(new Set(fetches.map(({ file }) => file)).size).toBe(keys.length)
        expect(fetches.map((fetch) => fetch.key)).toEqual(keys.map((name) => `staging/${name}`))
      }),
    )
  })
})

describe("the main resource's place", () => {
  it.each([
    [['app.jar', '--x'], 0],
    [['--class', 'C', 'app.jar'], 2],
    [['--conf=a', '--class', 'C', 'app.jar', '--class', 'D'], 3],
  ])('in %j is %i', (args, index) => {
    expect(mainResourceIndex(args)).toBe(index)
  })
})
