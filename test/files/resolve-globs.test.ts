import { describe, expect, it } from 'vitest'
import { SparkConf } from '../../lib/conf/spark-conf.ts'
import { resolveGlobs } from '../../lib/files/resolve-globs.ts'

const FILES: Readonly<Record<string, readonly string[]>> = {
  's3a://b/*.jar': ['s3a://b/1.jar', 's3a://b/2.jar'],
  's3a://b/one-*.zip': ['s3a://b/one-1.zip'],
  's3a://b/{x,y,z}.jar': ['s3a://b/x.jar', 's3a://b/y.jar'],
  's3a://b/none*': [],
  's3a://b/odd*': ['s3a://b/odd,1.jar'],
}

const resolve = (settings: Record<string, string>) =>
  resolveGlobs(SparkConf.of(settings), async (uri) => {
    if (uri.includes('[')) throw new SyntaxError('unclosed character class in [')
    return FILES[uri]
  })

describe('globs in lists of files', () => {
  it('become the files that they stand for, where they stand', async () => {
    const { conf, warnings } = await resolve({ 'spark.jars': 'https://x/a.jar,s3a://b/*.jar, local:///c.jar' })
    expect(conf.get('spark.jars', '')).toBe('https://x/a.jar,s3a://b/1.jar,s3a://b/2.jar,local:///c.jar')
    expect(warnings).toEqual([])
  })

  it('keep the name of a single file', async () => {
    const { conf } = await resolve({ 'spark.archives': 's3a://b/one-*.zip#env' })
    expect(conf.get('spark.archives', '')).toBe('s3a://b/one-1.zip#env')
  })

  it('are refused where several files would get one name', async () => {
    await expect(resolve({ 'spark.archives': 's3a://b/*.jar#env' })).rejects.toMatchObject({
      code: 'AMBIGUOUS_FILES',
      details: { property: 'spark.archives', value: 's3a://b/*.jar#env' },
    })
  })

  it('are dropped with a warning where they stand for nothing', async () => {
    const { conf, warnings } = await resolve({
      'spark.files': 's3a://b/none*,s3a://b/f',
      'spark.jars': 's3a://b/none*',
    })
    expect(conf.get('spark.files', '-')).toBe('s3a://b/f')
    expect(conf.get('spark.jars', '-')).toBe('')
    expect(warnings).toEqual([
      'spark.jars: no file matches s3a://b/none*, so that Spark will go without',
      'spark.files: no file matches s3a://b/none*, so that Spark will go without',
    ])
  })

  it('may have commas between braces', async () => {
    const { conf } = await resolve({ 'spark.submit.pyFiles': 's3a://b/a.py,s3a://b/{x,y,z}.jar,s3a://b/c.py' })
    expect(conf.get('spark.submit.pyFiles', '')).toBe('s3a://b/a.py,s3a://b/x.jar,s3a://b/y.jar,s3a://b/c.py')
  })

  it('are refused where they are none, naming the setting', async () => {
    await expect(resolve({ 'spark.jars': 's3a://b/[' })).rejects.toMatchObject({
      code: 'INVALID_GLOB',
      message: expect.stringContaining('spark.jars: s3a://b/[ is no pattern of files'),
    })
  })

  it('are refused where they match what no list can name', async () => {
    await expect(resolve({ 'spark.jars': 's3a://b/odd*' })).rejects.toMatchObject({
      code: 'UNNAMEABLE_FILE',
      message: expect.stringContaining('rename it without commas'),
    })
  })

  it('leave a conf without them untouched', async () => {
    const conf = SparkConf.of({ 'spark.jars': ' a , b ', 'spark.app.name': 'x' })
    expect((await resolveGlobs(conf, async () => undefined)).conf).toBe(conf)
  })
})
