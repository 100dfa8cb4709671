import { describe, expect, it } from 'vitest'
import { planStaging, stagingFolder } from '../../lib/staging/plan-staging.ts'

const plan = (...uris: string[]) =>
  planStaging(
    uris.map((uri) => ({ uri })),
    's3a://staging/spark/',
    'seed',
  )

describe('staging', () => {
  it('puts every file into a folder of its own below the upload path, under its own name', () => {
    const [one, two] = plan('s3a://a/x/lib.jar', 's3://b/y/lib.jar')
    expect(one?.staged).toMatch(/^s3a:\/\/staging\/spark\/spark-upload-[0-9a-f-]{36}\/[0-9a-f]{16}\/lib\.jar$/)
    expect(two?.staged).toMatch(/\/lib\.jar$/)
    expect(one?.staged).not.toBe(two?.staged)
    expect(one?.from).toEqual({ bucket: 'a', key: 'x/lib.jar' })
  })

  it('keeps all that is copied for a job in one folder, and nothing of another', () => {
    const folder = stagingFolder('s3a://staging/spark/', 'seed')
    for (const { staged } of plan('s3a://a/x/lib.jar', 's3://b/y/lib.jar')) expect(staged.startsWith(folder)).toBe(true)
    expect(folder.startsWith(stagingFolder('s3a://staging/spark', 'other'))).toBe(false)
  })

  it('gives the same places for the same job', () => {
    expect(plan('s3a://a/lib.jar')).toEqual(plan('s3a://a/lib.jar'))
  })

  it('pins the version that was meant', () => {
    const [file] = planStaging([{ uri: 's3a://a/lib.jar', versionId: 'v7' }], 's3a://staging/spark', 'seed')
    expect(file?.from).toEqual({ bucket: 'a', key: 'lib.jar', versionId: 'v7' })
  })

  it('copies a file once that is named twice, and leaves its alias out of the name', () => {
    expect(plan('s3a://a/env.zip#one', 's3a://a/env.zip#two')).toMatchObject([{ uri: 's3a://a/env.zip' }])
  })

  it('leaves to Spark what lies elsewhere, or was staged before', () => {
    expect(plan('local:///opt/a.jar', 'https://example.com/a.jar', 's3a://staging/spark/a/b.jar')).toEqual([])
  })

  it('takes a file whose name looks like a glob for the file that it is', () => {
    const [file] = plan('s3a://a/team/job[1]*.jar')
    expect(file?.from.key).toBe('team/job[1]*.jar')
    expect(file?.to.key).toMatch(/\/job_1__\.jar$/)
  })

  it('takes keys as they are, and gives the copy a name that means nothing to Spark', () => {
    const [file] = plan('s3a://a/team/my job, 100% of it+more ü.jar')
    expect(file?.from.key).toBe('team/my job, 100% of it+more ü.jar')
    expect(file?.to.key).toMatch(/\/my_job__100__of_it\+more__\.jar$/)
  })
})
