import { describe, expect, it } from 'vitest'
import { SparkConf } from '../../lib/conf/spark-conf.ts'
import { withS3GlobsResolved } from '../../lib/staging/s3-globs.ts'
import { InMemoryObjectStore } from '../fakes/in-memory-object-store.ts'

const resolved = async (list: string, ...keys: string[]) => {
  const objects = new InMemoryObjectStore()
  for (const key of keys) objects.put({ bucket: 'drop', key }, key)
  const { conf, warnings } = await withS3GlobsResolved(SparkConf.of({ 'spark.jars': list }), objects)
  return { jars: conf.get('spark.jars', ''), warnings }
}

describe('globs of objects in S3', () => {
  it('become the objects of that level, by the scheme that they were named with', async () => {
    const { jars } = await resolved('s3://drop/jars/*.jar', 'jars/b.jar', 'jars/a.jar', 'jars/deep/c.jar', 'jars/')
    expect(jars).toBe('s3://drop/jars/a.jar,s3://drop/jars/b.jar')
  })

  it('may be of the bucket itself, and across folders', async () => {
    const keys = ['a.jar', 'x/1/b.jar', 'y/2/c.jar', 'y/2/d.txt', '/odd/e.jar']
    expect((await resolved('s3a://drop/*.jar', ...keys)).jars).toBe('s3a://drop/a.jar')
    expect((await resolved('s3a://drop/*/[1-2]/*.jar', ...keys)).jars).toBe('s3a://drop/x/1/b.jar,s3a://drop/y/2/c.jar')
    expect((await resolved('s3a://drop/{x/1/b,y/*/c}.jar', ...keys)).jars).toBe(
      's3a://drop/x/1/b.jar,s3a://drop/y/2/c.jar',
    )
  })

  it('are dropped, with a warning, where they mean nothing', async () => {
    expect(await resolved('s3a://drop/none/*.jar,local:///a.jar')).toEqual({
      jars: 'local:///a.jar',
      warnings: ['spark.jars: no file matches s3a://drop/none/*.jar, so that Spark will go without'],
    })
  })

  it('elsewhere are left to Spark', async () => {
    expect((await resolved('hdfs://nn/*.jar,https://x/*.jar')).jars).toBe('hdfs://nn/*.jar,https://x/*.jar')
  })
})
