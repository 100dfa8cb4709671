import { describe, expect, it } from 'vitest'
import { SparkConf } from '../../lib/conf/spark-conf.ts'
import {
  isClientSide,
  planUploads,
  stagedDependencies,
  stagedMain,
  uploadTarget,
} from '../../lib/submission/uploads.ts'

const none = new Map<string, string>()

describe('what is on the submitting side', () => {
  it.each(['/opt/a.jar', 'a.jar', 'file:/opt/a.jar', 'file:///opt/a.jar'])('%s is', (uri) => {
    expect(isClientSide(uri)).toBe(true)
  })

  it.each(['local:///opt/a.jar', 's3a://b/a.jar', 'https://example.com/a.jar', 'spark-internal'])(
    '%s is not',
    (uri) => {
      expect(isClientSide(uri)).toBe(false)
    },
  )

  it('is to be uploaded once, the main file first, archives without the name they are unpacked under', () => {
    const conf = SparkConf.of({
      'spark.jars': 'file:/dep.jar,local:///in-image.jar,file:/app.jar',
      'spark.archives': 'file:/env.zip#env',
      'spark.submit.pyFiles': 's3a://b/x.py',
    })
    expect(planUploads(conf, { kind: 'java', uri: 'file:/app.jar' }).map(({ source }) => source)).toEqual([
      'file:/app.jar',
      'file:/dep.jar',
      'file:/env.zip',
    ])
  })

  it('is found again where the main file has a name behind a #', () => {
    const main = { kind: 'java', uri: 'file:/app.jar#x' } as const
    const conf = SparkConf.of({ 'spark.jars': 'file:/app.jar#x' })
    expect(planUploads(conf, main).map(({ source }) => source)).toEqual(['file:/app.jar'])
    const uploads = new Map([['file:/app.jar', 's3a://b/app.jar']])
    expect(stagedMain(main, conf, uploads)).toBe('spark-internal')
    expect(stagedDependencies(conf, uploads)).toEqual({ 'spark.jars': 's3a://b/app.jar' })
  })

  it('is escaped in the list of archives alone, without a name that is none', () => {
    const conf = SparkConf.of({ 'spark.archives': 'file:/a%20%C3%BC.zip#', 'spark.files': 'file:/a%20%C3%BC.zip' })
    const uploads = new Map([['file:/a%20%C3%BC.zip', 'file:///up/a ü.zip']])
    expect(stagedDependencies(conf, uploads)).toEqual({
      'spark.archives': 'file:/up/a%20%C3%BC.zip',
      'spark.files': 'file:///up/a ü.zip',
    })
  })

  it('is put in a folder of its own under its own name', () => {
    expect(uploadTarget('s3a://b/up', 'id', 'file:/a%20b/my%20app.jar')).toBe('s3a://b/up/spark-upload-id/my app.jar')
  })
})

describe('staged files', () => {
  it('go before the others in their lists', () => {
    const conf = SparkConf.of({ 'spark.jars': 'local:///keep.jar,file:/dep.jar', 'spark.files': 'local:///f' })
    expect(stagedDependencies(conf, new Map([['file:/dep.jar', 's3a://b/1/dep.jar']]))).toEqual({
      'spark.jars': 's3a://b/1/dep.jar,local:///keep.jar',
    })
  })

  it('may come from anywhere, and stay where they are in the list', () => {
    const conf = SparkConf.of({ 'spark.files': 'https://x/1,s3a://a/2#two,local:///3' })
    expect(stagedDependencies(conf, new Map([['s3a://a/2', 's3a://b/2']]))).toEqual({
      'spark.files': 'https://x/1,s3a://b/2#two,local:///3',
    })
  })

  it('keep the name to unpack them under', () => {
    const conf = SparkConf.of({ 'spark.archives': 'file:/env.zip#env' })
    expect(stagedDependencies(conf, new Map([['file:/env.zip', 's3a://b/env.zip']]))).toEqual({
      'spark.archives': 's3a://b/env.zip#env',
    })
  })

  it('are the main file: a script by its new name, a jar by the class path', () => {
    const staged = new Map([
      ['s3a://a/main.py', 's3a://b/main.py'],
      ['s3a://a/app.jar', 's3a://b/app.jar'],
    ])
    expect(stagedMain({ kind: 'python', uri: 's3a://a/main.py' }, SparkConf.empty, staged)).toBe('s3a://b/main.py')
    expect(stagedMain({ kind: 'java', uri: 's3a://a/app.jar' }, SparkConf.empty, staged)).toBe('spark-internal')
    expect(stagedMain({ kind: 'java', uri: 's3a://a/app.jar' }, SparkConf.empty, none)).toBe('s3a://a/app.jar')
  })

  it('are missed with a word on what to set', () => {
    const python = { kind: 'python', uri: '/main.py' } as const
    expect(() => stagedMain(python, SparkConf.empty, none)).toThrow(
      'Please specify spark.kubernetes.file.upload.path property, such as s3a://bucket/staging',
    )
  })
})
