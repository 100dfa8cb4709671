import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SparkConf } from '../../lib/conf/spark-conf.ts'
import { checkRequest } from '../../lib/policy/check-request.ts'
import { judgedUri } from '../../lib/policy/file-uri.ts'
import { parseS3Path, parseS3Uri } from '../../lib/staging/s3-uri.ts'
import { jobRequest } from '../builders/job.ts'
import { policy } from '../builders/policy.ts'

const allowed = (files: readonly string[], uri: string): boolean => {
  const request = jobRequest({ conf: { 'spark.jars': uri } })
  return (
    checkRequest(policy({ files: ['s3://drop/team-a/pi.jar', ...files] }), request, SparkConf.of(request.conf))
      .length === 0
  )
}

const key = fc.array(
  fc.constantFrom('team-a', 'team-b', '..', '.', '', 'x.jar', '%2e%2e', '*', '{team-a', 'team-b}', '?', 'a#b'),
  {
    minLength: 1,
    maxLength: 6,
  },
)

describe('a file that a job names', () => {
  it.each([
    ['s3a://drop/team-a/x.jar', 's3://drop/team-a/x.jar'],
    ['s3n://drop/team-a/x y+z%.jar#name', 's3://drop/team-a/x y+z%.jar'],
    ['https://Repo.Example.com:8443/x.jar?token=1', 'https://repo.example.com:8443/x.jar'],
    ['https://repo.example.com', 'https://repo.example.com/'],
    ['local:///opt/spark/x.jar', 'local:///opt/spark/x.jar'],
    ['local:/opt/spark/x.jar', 'local:///opt/spark/x.jar'],
  ])('%s is judged as %s', (written, uri) => {
    expect(judgedUri(written)).toEqual({ uri })
  })

  it.each([
    'local://opt/spark/x.jar',
    'x.jar',
    'file:/x.jar',
    's3a:/drop/x',
    'class:org.Main',
    'https:///x',
    's3a://A/x',
  ])('%s cannot be judged, and is told how to be written', (written) => {
    expect(judgedUri(written)).toMatchObject({ problem: expect.stringMatching(/./) })
  })

  it('is allowed by host, by folder and by glob', () => {
    expect(allowed(['https://repo.example.com/**'], 'https://repo.example.com/libs/x.jar')).toBe(true)
    expect(allowed(['https://repo.example.com/**'], 'https://repo.example.com.evil/x.jar')).toBe(false)
    expect(allowed(['https://repo.example.com/**'], 'https://repo.example.com@evil/x.jar')).toBe(false)
    expect(allowed(['s3://shared/libs/**'], 's3a://shared/libs/*.jar')).toBe(true)
    expect(allowed(['s3://shared/libs/**'], 's3a://shared/lib*/x.jar')).toBe(false)
    expect(allowed(['s3://shared/libs/*.jar'], 's3a://shared/libs/*.jar')).toBe(false)
    expect(allowed(['s3://shared/libs/*.jar'], 's3a://shared/libs/deep/x.jar')).toBe(false)
  })

  it('is in the folder that the policy allows, however Hadoop or S3 read its URI', () => {
    fc.assert(
      fc.property(key, fc.constantFrom('s3', 's3a', 's3n'), (parts, scheme) => {
        const uri = `${scheme}://drop/${parts.join('/')}`
        if (!allowed(['s3://drop/team-a/**'], uri)) return
        const [file = ''] = uri.split('#')
        expect(parseS3Uri(file).key).toMatch(/^team-a\//)
        expect(parseS3Path(file).key).toMatch(/^team-a\//)
        expect(new URL(file.replace(/^s3[an]?/, 'https')).pathname).toMatch(/^\/team-a\//)
      }),
    )
  })
})
